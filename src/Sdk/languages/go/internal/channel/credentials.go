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
		if key := tokenKey(configuration, options); key != "" {
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
	made := []grpc.DialOption{grpc.WithTransportCredentials(pki.ClientCredentials(certificates, name, options.Log)), grpc.WithAuthority(name)}
	source, err := tokenSource(configuration, options)
	if source != nil {
		made = append(made, grpc.WithPerRPCCredentials(bearer(source)))
	}
	return made, err
}

// tokenKey is what a token is configured by; empty for nothing.
func tokenKey(configuration *config.Config, options Options) string {
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

// bearer sends a token with each call.
type bearer TokenSource

// GetRequestMetadata implements [google.golang.org/grpc/credentials.PerRPCCredentials]. The channel's own look at a
// server's health needs no token, and must not fail where there is none.
func (b bearer) GetRequestMetadata(ctx context.Context, uris ...string) (map[string]string, error) {
	if len(uris) > 0 && strings.HasSuffix(uris[0], "/grpc.health.v1.Health") {
		return nil, nil
	}
	token, err := b(ctx)
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
