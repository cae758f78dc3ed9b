package host

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc"
)

// Stop ends the server. Health says that it no longer serves, and balancers get the time to notice, in which calls are
// taken as before; then watches end, and no more calls are taken; those that are under way may end in their time, before
// they are cut off, or as soon as the context ends.
func (s *Server) Stop(ctx context.Context) (err error) {
	s.ending.Do(func() {
		s.monitor.drain()
		wait(ctx, s.config.Server.DrainNotice)
		s.stopping()
		drain(ctx, s.grpc, s.config.Server.DrainGrace)
		if s.health != nil {
			s.health.Stop()
		}
		s.background()
		s.running.Wait()
		err = errors.Join(s.store.Close(), s.telemetry.close(ctx))
		s.closeLog()
	})
	return err
}

func drain(ctx context.Context, server *grpc.Server, grace time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	defer context.AfterFunc(ctx, server.Stop)()
	server.GracefulStop()
}

func wait(ctx context.Context, pause time.Duration) {
	select {
	case <-time.After(pause):
	case <-ctx.Done():
	}
}
