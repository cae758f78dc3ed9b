package host

import (
	"context"
	"io"
	"log/slog"
	"os"
	"time"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/internal/auth"
	"example.com/grpc-service-template/internal/files"
	"example.com/grpc-service-template/internal/logs"
	"example.com/grpc-service-template/internal/pki"
	"example.com/grpc-service-template/store"
)

// parts are what a server is made of, before it listens.
type parts struct {
	config      *config.Config
	options     Options
	log         *slog.Logger
	lines       *logs.Lines // what the log is written to; nil for the program's own
	store       store.Store
	isMemory    bool
	callers     *auth.Callers
	rates       *interceptors.Rates
	credentials credentials.TransportCredentials
	monitor     *monitor
	telemetry   *telemetry
	stop        context.Context // ends when watches are to end
	stopping    context.CancelFunc
	beside      []func(context.Context) // what is done beside calls, until the server ends
}

// newParts reads the files that the configuration names, and fills in what options leave out.
func newParts(configuration *config.Config, options Options) (*parts, error) {
	made := &parts{config: configuration, options: options, log: options.Log, store: options.Store, credentials: insecure.NewCredentials()}
	made.stop, made.stopping = context.WithCancel(context.Background())
	if made.options.Clock == nil {
		made.options.Clock = time.Now
	}
	if made.options.IDs == nil {
		made.options.IDs = store.RandomIDs{}
	}
	if made.log == nil {
		made.lines = logs.NewLines(os.Stdout)
		made.log = newLog(made.lines, configuration.Telemetry)
	}
	if made.store == nil {
		made.isMemory = true
		made.store = store.NewMemory(store.Limits{
			Resources:  int64(configuration.Store.MaxResources),
			Bytes:      configuration.Store.MaxBytes,
			WatchQueue: configuration.Limits.WatchQueue,
		}, made.options.Clock)
	}
	made.rates = interceptors.NewRates(configuration.Limits.Rate, made.options.Clock)
	if err := made.open(); err != nil {
		made.closeLog()
		return nil, err
	}
	return made, nil
}

// open reads the files, and makes what depends on them.
func (p *parts) open() (err error) {
	if p.telemetry, err = newTelemetry(p.config); err != nil {
		return err
	}
	if p.callers, err = p.openCallers(); err != nil {
		return err
	}
	watched := p.callers.Files
	if p.config.TLS.Mode != config.TLSOff {
		certificates, err := pki.OpenServer(p.config)
		if err != nil {
			return err
		}
		p.credentials = pki.ServerCredentials(certificates, p.config.TLS.MinVersion)
		if p.config.TLS.ReloadInterval > 0 {
			watched = append(watched, certificates)
		}
	}
	p.monitor = newMonitor(p.options.Services, p.log, p.readiness()...)
	p.beside = []func(context.Context){
		p.monitor.watch,
		p.callers.Run,
		p.telemetry.run,
		func(ctx context.Context) { files.Watch(ctx, p.config.TLS, p.log, watched...) },
	}
	return nil
}

func (p *parts) openCallers() (*auth.Callers, error) {
	if p.options.Authenticator != nil {
		return &auth.Callers{Authenticate: p.options.Authenticator}, nil
	}
	return auth.Open(p.config, p.options.Clock, p.log)
}

func (p *parts) readiness() []readiness {
	checks := []readiness{{"the store", p.store.Ready}}
	if p.callers.Ready != nil {
		checks = append(checks, readiness{"the issuers' keys", p.callers.Ready})
	}
	if p.options.Ready != nil {
		checks = append(checks, readiness{"Options.Ready", p.options.Ready})
	}
	return checks
}

// newLog writes the log as the configuration asks for it.
func newLog(to io.Writer, telemetry config.Telemetry) *slog.Logger {
	var least slog.Level
	_ = least.UnmarshalText([]byte(telemetry.LogLevel)) // the configuration has checked it
	return slog.New(logs.NewHandler(to, least, telemetry.LogFormat == config.LogText))
}

// closeLog writes what the log still holds.
func (p *parts) closeLog() {
	if p.lines != nil {
		p.lines.Close()
	}
}
