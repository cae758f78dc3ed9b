package host

import (
	"io"
	"log/slog"

	"example.com/grpc-service-template/config"
)

// newLog writes the log as the configuration asks for it: JSON or text, a line at a time.
func newLog(to io.Writer, telemetry config.Telemetry) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(telemetry.LogLevel)) // the configuration has checked it
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: replaceAttribute}
	if telemetry.LogFormat == config.LogText {
		return slog.New(slog.NewTextHandler(to, options))
	}
	return slog.New(slog.NewJSONHandler(to, options))
}

// replaceAttribute writes times and levels as the services of all languages do.
func replaceAttribute(groups []string, attribute slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return attribute
	}
	switch attribute.Key {
	case slog.TimeKey:
		return slog.String(slog.TimeKey, attribute.Value.Time().UTC().Format("2006-01-02T15:04:05.000Z"))
	case slog.LevelKey:
		return slog.String(slog.LevelKey, nameOf(attribute.Value.Any().(slog.Level)))
	default:
		return attribute
	}
}

func nameOf(level slog.Level) string {
	switch {
	case level < slog.LevelInfo:
		return "debug"
	case level < slog.LevelWarn:
		return "info"
	case level < slog.LevelError:
		return "warn"
	default:
		return "error"
	}
}
