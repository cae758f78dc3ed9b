package host

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

const healthInterval = time.Second

// readiness is something that must be well before the server can serve.
type readiness struct {
	name  string
	check func(context.Context) error
}

// monitor tells balancers and probes whether the server can serve.
type monitor struct {
	*health.Server
	checks   []readiness
	services []string
	log      *slog.Logger

	mutex    sync.Mutex
	draining bool
	missing  string
	told     bool
}

func newMonitor(services []Service, log *slog.Logger, checks ...readiness) *monitor {
	names := []string{""}
	for _, service := range services {
		names = append(names, service.desc.ServiceName)
	}
	made := &monitor{Server: health.NewServer(), checks: checks, services: names, log: log}
	made.tell(healthpb.HealthCheckResponse_NOT_SERVING)
	return made
}

func (m *monitor) register(at grpc.ServiceRegistrar) { healthpb.RegisterHealthServer(at, m.Server) }

// watch looks again and again until the context ends.
func (m *monitor) watch(ctx context.Context) {
	ticker := time.NewTicker(healthInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			m.look(ctx)
		}
	}
}

func (m *monitor) look(ctx context.Context) {
	var failed []string
	for _, each := range m.checks {
		if err := each.check(ctx); err != nil {
			m.log.Debug(each.name+" is not ready", "error", err)
			failed = append(failed, each.name)
		}
	}
	missing := strings.Join(failed, ", ")
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.draining || (m.told && missing == m.missing) {
		return
	}
	switch {
	case missing != "":
		m.log.Warn("health is NOT_SERVING: " + missing + " not ready")
		m.tell(healthpb.HealthCheckResponse_NOT_SERVING)
	default:
		if m.told {
			m.log.Info("health is SERVING")
		}
		m.tell(healthpb.HealthCheckResponse_SERVING)
	}
	m.told, m.missing = true, missing
}

// drain says that the server no longer serves, for good.
func (m *monitor) drain() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.draining = true
	m.Shutdown()
}

func (m *monitor) tell(status healthpb.HealthCheckResponse_ServingStatus) {
	for _, service := range m.services {
		m.SetServingStatus(service, status)
	}
}
