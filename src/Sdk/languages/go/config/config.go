// Package config reads config/service.json, and the environment over it. It is strict: what it does not know, or what
// does not fit, stops the start.
package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// EnvironmentPrefix is what every variable that sets a key begins with.
const EnvironmentPrefix = "GRPC_SERVICE__"

// ExitCode is how a program ends whose configuration does not fit.
const ExitCode = 78

// Error says what is wrong with a configuration.
type Error struct{ text string }

// Error implements the error interface.
func (e *Error) Error() string { return e.text }

func problem(format string, parts ...any) error { return &Error{fmt.Errorf(format, parts...).Error()} }

// Config is the configuration of a service and its clients.
type Config struct {
	File      string // the file that was read; empty for none
	Service   Service
	Server    Server
	TLS       TLS
	Auth      Auth
	Limits    Limits
	Deadlines Deadlines
	Store     Store
	Telemetry Telemetry
	Client    Client
}

// Default is the configuration of a service that is called name, where nothing else is said.
func Default(name string) *Config {
	return &Config{
		Service: Service{Name: name, Domain: name},
		Server: Server{
			Address:                      Address{"127.0.0.1", 50051},
			MaxConcurrentStreams:         1000,
			MaxReceiveMessageSize:        4 << 20,
			MaxMetadataSize:              16 << 10,
			HandshakeTimeout:             10 * time.Second,
			MaxConnectionIdle:            5 * time.Minute,
			MaxConnectionAge:             30 * time.Minute,
			MaxConnectionAgeGrace:        11 * time.Minute,
			KeepaliveTime:                2 * time.Minute,
			KeepaliveTimeout:             20 * time.Second,
			KeepaliveMinTime:             30 * time.Second,
			KeepalivePermitWithoutStream: true,
			DrainNotice:                  time.Second,
			DrainGrace:                   20 * time.Second,
		},
		TLS: TLS{
			Mode:           TLSMutual,
			Certificate:    "tls/server.crt",
			Key:            "tls/server.key",
			ClientCA:       "tls/ca.crt",
			MinVersion:     TLS12,
			ReloadInterval: 10 * time.Second,
		},
		Auth: Auth{
			Mode: AuthCertificate,
			JWT:  JWT{ClockSkew: 30 * time.Second, JWKSRefresh: 10 * time.Minute},
		},
		Limits: Limits{
			Rate:              Rate{PerSecond: 1000, Burst: 2000, Key: []RateKey{RateBySubject, RateByCertificate, RateByAddress}},
			MaxStreamMessages: 100_000,
			WatchQueue:        10_000,
		},
		Deadlines: Deadlines{Unary: 30 * time.Second, UnaryMax: 10 * time.Minute, Stream: 10 * time.Minute},
		Store:     Store{MaxResources: 100_000, MaxBytes: 256 << 20},
		Telemetry: Telemetry{
			Exporter:       ExportNone,
			SampleRatio:    1,
			MetricInterval: time.Minute,
			LogLevel:       "info",
			LogFormat:      LogJSON,
			AccessLog:      true,
		},
		Client: Client{
			Target:                "dns:///localhost:50051",
			LoadBalancing:         RoundRobin,
			Channels:              1,
			MaxReceiveMessageSize: 4 << 20,
			Deadline:              10 * time.Second,
			ConnectTimeout:        10 * time.Second,
			KeepaliveTime:         2 * time.Minute,
			KeepaliveTimeout:      20 * time.Second,
			TLS:                   ClientTLS{Mode: TLSMutual, Certificate: "tls/client.crt", Key: "tls/client.key", CA: "tls/ca.crt"},
			Retry: Retry{
				MaxAttempts:    4,
				InitialBackoff: 100 * time.Millisecond,
				MaxBackoff:     2 * time.Second,
				Multiplier:     2,
				MaxTokens:      10,
				TokenRatio:     0.1,
			},
			Breaker: Breaker{Failures: 5, OpenFor: 5 * time.Second},
		},
	}
}

// Load reads the file that the arguments, the environment or the usual places name, and the process's environment. It is
// an error where there is no file.
func Load(name string, args []string) (*Config, error) {
	file, err := find(args)
	if err != nil {
		return nil, err
	}
	return Read(name, file, os.Environ())
}

// LoadOrDefault does the same where a file is found, else it reads the environment over the defaults: for a program that
// only calls.
func LoadOrDefault(name string) (*Config, error) {
	file, err := search()
	if err != nil {
		return nil, err
	}
	return Read(name, file, os.Environ())
}

// Read reads a file, or none where it is empty, and variables in the form of [os.Environ]. Those that do not begin with
// [EnvironmentPrefix] do not count.
func Read(name, file string, environment []string) (*Config, error) {
	config := Default(name)
	config.File = file
	settings := config.settings()
	if file != "" {
		if err := readFile(file, settings); err != nil {
			return nil, err
		}
	}
	if err := readEnvironment(settings, environment); err != nil {
		return nil, err
	}
	if file != "" {
		config.resolvePaths(filepath.Dir(file))
	}
	return config, nil
}

func readEnvironment(settings []setting, environment []string) error {
	for _, variable := range slices.Sorted(slices.Values(environment)) {
		name, text, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, EnvironmentPrefix) {
			continue
		}
		found := slices.IndexFunc(settings, func(s setting) bool { return s.variable() == name })
		if found < 0 {
			return problem("%s: is not a known setting", name)
		}
		if err := settings[found].take(textValue(name, settings[found].key, text)); err != nil {
			return err
		}
	}
	return nil
}

// resolvePaths makes the paths, which are relative to the file, relative to the working folder.
func (c *Config) resolvePaths(folder string) {
	paths := []*string{
		&c.TLS.Certificate, &c.TLS.Key, &c.TLS.ClientCA, &c.Auth.TokenFile,
		&c.Client.TLS.Certificate, &c.Client.TLS.Key, &c.Client.TLS.CA, &c.Client.Auth.TokenFile, &c.Client.Auth.ServiceAccountFile,
	}
	for i := range c.Auth.JWT.Issuers {
		paths = append(paths, &c.Auth.JWT.Issuers[i].JWKSFile)
	}
	for _, path := range paths {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
}
