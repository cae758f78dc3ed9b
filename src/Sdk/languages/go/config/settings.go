package config

import (
	"math"
	"strings"
	"time"
	"unicode"
)

// setting is a key, and where its value goes.
type setting struct {
	key  string
	take func(value) error
}

// variable is the name of the variable that sets it.
func (s setting) variable() string {
	var name strings.Builder
	name.WriteString(EnvironmentPrefix)
	for _, character := range s.key {
		switch {
		case character == '.':
			name.WriteString("__")
		case unicode.IsUpper(character):
			name.WriteByte('_')
			name.WriteRune(character)
		default:
			name.WriteRune(unicode.ToUpper(character))
		}
	}
	return name.String()
}

// to keeps what read makes of a value.
func to[T any](place *T, read func(value) (T, error)) func(value) error {
	return func(from value) error {
		read, err := read(from)
		if err == nil {
			*place = read
		}
		return err
	}
}

// settings are all keys of the configuration.
func (c *Config) settings() []setting {
	server, tls, auth, limits, client := &c.Server, &c.TLS, &c.Auth, &c.Limits, &c.Client
	return []setting{
		{"service.name", to(&c.Service.Name, filled)},
		{"service.domain", to(&c.Service.Domain, filled)},

		{"server.address", to(&server.Address, address)},
		{"server.healthAddress", to(&server.HealthAddress, addressOrNone)},
		{"server.reflection", to(&server.Reflection, boolean)},
		{"server.maxConcurrentStreams", to(&server.MaxConcurrentStreams, integer(1))},
		{"server.maxReceiveMessageSize", to(&server.MaxReceiveMessageSize, integer(1))},
		{"server.maxMetadataSize", to(&server.MaxMetadataSize, integer(1))},
		{"server.handshakeTimeout", to(&server.HandshakeTimeout, durationFrom(0))},
		{"server.maxConnectionIdle", to(&server.MaxConnectionIdle, duration)},
		{"server.maxConnectionAge", to(&server.MaxConnectionAge, duration)},
		{"server.maxConnectionAgeGrace", to(&server.MaxConnectionAgeGrace, duration)},
		{"server.keepaliveTime", to(&server.KeepaliveTime, durationOrOff(time.Second))},
		{"server.keepaliveTimeout", to(&server.KeepaliveTimeout, durationFrom(time.Second))},
		{"server.keepaliveMinTime", to(&server.KeepaliveMinTime, duration)},
		{"server.keepalivePermitWithoutStream", to(&server.KeepalivePermitWithoutStream, boolean)},
		{"server.drainNotice", to(&server.DrainNotice, duration)},
		{"server.drainGrace", to(&server.DrainGrace, duration)},

		{"tls.mode", to(&tls.Mode, tlsMode)},
		{"tls.terminatedByProxy", to(&tls.TerminatedByProxy, boolean)},
		{"tls.certificate", to(&tls.Certificate, filled)},
		{"tls.key", to(&tls.Key, filled)},
		{"tls.clientCa", to(&tls.ClientCA, filled)},
		{"tls.minVersion", to(&tls.MinVersion, word(TLS12, TLS13))},
		{"tls.reloadInterval", to(&tls.ReloadInterval, duration)},

		{"auth.mode", to(&auth.Mode, word(AuthCertificate, AuthToken, AuthJWT, AuthNone))},
		{"auth.tokenFile", to(&auth.TokenFile, text)},
		{"auth.jwt.issuers", to(&auth.JWT.Issuers, list(issuer))},
		{"auth.jwt.clockSkew", to(&auth.JWT.ClockSkew, duration)},
		{"auth.jwt.jwksRefresh", to(&auth.JWT.JWKSRefresh, durationFrom(time.Second))},
		{"auth.rules", to(&auth.Rules, list(authRule))},

		{"limits.rate.perSecond", to(&limits.Rate.PerSecond, number(0, math.MaxFloat64))},
		{"limits.rate.burst", to(&limits.Rate.Burst, integer(0))},
		{"limits.rate.key", to(&limits.Rate.Key, filledList(word(RateBySubject, RateByCertificate, RateByAddress)))},
		{"limits.maxStreamMessages", to(&limits.MaxStreamMessages, integer(1))},
		{"limits.watchQueue", to(&limits.WatchQueue, integer(1))},

		{"deadlines.unary", to(&c.Deadlines.Unary, duration)},
		{"deadlines.unaryMax", to(&c.Deadlines.UnaryMax, duration)},
		{"deadlines.stream", to(&c.Deadlines.Stream, duration)},
		{"deadlines.methods", to(&c.Deadlines.Methods, mapOf(duration))},

		{"store.maxResources", to(&c.Store.MaxResources, integer(1))},
		{"store.maxBytes", to(&c.Store.MaxBytes, integerUpTo[int64](1, math.MaxInt64))},

		{"telemetry.exporter", to(&c.Telemetry.Exporter, word(ExportNone, ExportOTLP, ExportPrometheus, ExportConsole))},
		{"telemetry.sampleRatio", to(&c.Telemetry.SampleRatio, number(0, 1))},
		{"telemetry.metricInterval", to(&c.Telemetry.MetricInterval, durationFrom(0))},
		{"telemetry.logLevel", to(&c.Telemetry.LogLevel, word[LogLevel]("debug", "info", "warn", "error"))},
		{"telemetry.logFormat", to(&c.Telemetry.LogFormat, word(LogJSON, LogText))},
		{"telemetry.accessLog", to(&c.Telemetry.AccessLog, boolean)},

		{"client.target", to(&client.Target, filled)},
		{"client.addresses", to(&client.Addresses, list(filled))},
		{"client.loadBalancing", to(&client.LoadBalancing, loadBalancing)},
		{"client.channels", to(&client.Channels, integer(1))},
		{"client.waitForReady", to(&client.WaitForReady, boolean)},
		{"client.maxReceiveMessageSize", to(&client.MaxReceiveMessageSize, integer(1))},
		{"client.deadline", to(&client.Deadline, duration)},
		{"client.streamDeadline", to(&client.StreamDeadline, duration)},
		{"client.connectTimeout", to(&client.ConnectTimeout, duration)},
		{"client.keepaliveTime", to(&client.KeepaliveTime, durationOrOff(10*time.Second))},
		{"client.keepaliveTimeout", to(&client.KeepaliveTimeout, durationFrom(time.Second))},
		{"client.tls.mode", to(&client.TLS.Mode, tlsMode)},
		{"client.tls.certificate", to(&client.TLS.Certificate, filled)},
		{"client.tls.key", to(&client.TLS.Key, filled)},
		{"client.tls.ca", to(&client.TLS.CA, filled)},
		{"client.tls.serverName", to(&client.TLS.ServerName, text)},
		{"client.auth.tokenFile", to(&client.Auth.TokenFile, text)},
		{"client.auth.serviceAccountFile", to(&client.Auth.ServiceAccountFile, text)},
		{"client.retry.maxAttempts", to(&client.Retry.MaxAttempts, integerUpTo(1, 5))},
		{"client.retry.initialBackoff", to(&client.Retry.InitialBackoff, durationFrom(0))},
		{"client.retry.maxBackoff", to(&client.Retry.MaxBackoff, durationFrom(0))},
		{"client.retry.multiplier", to(&client.Retry.Multiplier, number(1, math.MaxFloat64))},
		{"client.retry.maxTokens", to(&client.Retry.MaxTokens, integerUpTo(1, 1000))},
		{"client.retry.tokenRatio", to(&client.Retry.TokenRatio, number(0.001, math.MaxFloat64))},
		{"client.retry.requestIds", to(&client.Retry.RequestIDs, boolean)},
		{"client.breaker.failures", to(&client.Breaker.Failures, integer(0))},
		{"client.breaker.openFor", to(&client.Breaker.OpenFor, durationFrom(0))},
	}
}
