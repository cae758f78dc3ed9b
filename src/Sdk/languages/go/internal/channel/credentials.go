package channel

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/files"
	"example.com/grpc-service-template/internal/pki"
)

// credentialOptions protect a channel, and say who calls; a bearer token goes over TLS alone.
func credentialOptions(configuration *config.Config, options Options, target target) ([]grpc.DialOption, error) {
	client := configuration.Client
	if client.TLS.Mode == config.TLSOff {
		if key := tokenOrigin(configuration, options); key != "" {
			return nil, configuration.Problem(`%s: a token may not be sent in plaintext; set client.tls.mode to "mutual" or "server"`, key)
		}
		return []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithAuthority(target.addresses[0])}, nil
	}
	name, err := target.serverName(configuration)
	if err != nil {
		return nil, err
	}
	certificates, err := pki.OpenClient(configuration)
	if err != nil {
		return nil, err
	}
	source, err := tokenSource(configuration, options)
	if err != nil {
		return nil, err
	}
	return []grpc.DialOption{
		grpc.WithTransportCredentials(pki.ClientCredentials(certificates, name, options.Log)),
		grpc.WithAuthority(name),
		grpc.WithPerRPCCredentials(bearer{source}),
	}, nil
}

// tokenOrigin is what a token is configured by; empty for nothing.
func tokenOrigin(configuration *config.Config, options Options) string {
	switch auth := configuration.Client.Auth; {
	case options.TokenSource != nil:
		return "Options.TokenSource"
	case auth.TokenFile != "":
		return "client.auth.tokenFile"
	case auth.ServiceAccountFile != "":
		return "client.auth.serviceAccountFile"
	default:
		return ""
	}
}

func tokenSource(configuration *config.Config, options Options) (TokenSource, error) {
	switch auth := configuration.Client.Auth; {
	case options.TokenSource != nil:
		return options.TokenSource, nil
	case auth.TokenFile != "" && auth.ServiceAccountFile != "":
		return nil, configuration.Problem("client.auth.serviceAccountFile: stands beside client.auth.tokenFile; a call has one token, so leave one of them out")
	case auth.TokenFile != "":
		return newTokenFile(configuration, options)
	case auth.ServiceAccountFile != "":
		return newServiceAccount(configuration, options)
	default:
		return nil, nil
	}
}

// tokenKey leads to the source of a call's own token.
type tokenKey struct{}

// bearer sends a token with each attempt: the call's own, or the channel's where there is one.
type bearer struct{ usual TokenSource }

// GetRequestMetadata implements [google.golang.org/grpc/credentials.PerRPCCredentials]. The channel's own look at a
// server's health needs no token, and must not fail where there is none.
func (b bearer) GetRequestMetadata(ctx context.Context, uris ...string) (map[string]string, error) {
	source := b.usual
	if own, ok := ctx.Value(tokenKey{}).(TokenSource); ok && own != nil {
		source = own
	}
	if source == nil || (len(uris) > 0 && strings.HasSuffix(uris[0], "/grpc.health.v1.Health")) {
		return nil, nil
	}
	token, err := source(ctx)
	if err != nil {
		if _, ok := status.FromError(err); ok || errors.Is(err, ctx.Err()) {
			return nil, err
		}
		// The server was not reached, and would not be by another attempt.
		return nil, status.Error(codes.Unauthenticated, "there is no token to send")
	}
	return map[string]string{"authorization": "Bearer " + token}, nil
}

// RequireTransportSecurity implements [google.golang.org/grpc/credentials.PerRPCCredentials].
func (b bearer) RequireTransportSecurity() bool { return true }

// lookInterval is how often a token's file is looked at, at most.
const lookInterval = time.Second

// tokenFile is a token that lies in a file.
type tokenFile struct {
	mutex  sync.Mutex
	looked time.Time
	*files.Reloaded[string]
}

func newTokenFile(configuration *config.Config, options Options) (TokenSource, error) {
	file := files.Named{
		Config: configuration,
		Key:    "client.auth.tokenFile",
		Path:   absolute(configuration.Client.Auth.TokenFile),
		Mend:   "write one token into it, and nothing else, or name another",
	}
	read, err := files.Open(func(contents [][]byte) (string, error) { return parseToken(file, string(contents[0])) }, nil, file)
	if err != nil {
		return nil, err
	}
	lying := &tokenFile{looked: time.Now(), Reloaded: read}
	return func(context.Context) (string, error) {
		lying.mutex.Lock()
		defer lying.mutex.Unlock()
		if time.Since(lying.looked) >= lookInterval {
			lying.Look(options.Log)
			lying.looked = time.Now()
		}
		return lying.Current(), nil
	}, nil
}

func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}
