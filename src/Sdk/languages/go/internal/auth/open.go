package auth

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/internal/files"
	"example.com/grpc-service-template/rpcerr"
)

// Callers are what a configuration asks for to find out who calls.
type Callers struct {
	Authenticate interceptors.Authenticator
	NamedByToken bool
	Files        []files.Looker              // what is to be looked at again
	Ready        func(context.Context) error // nil for always
	urls         []*keyURL
}

// Open reads the files that auth names.
func Open(configuration *config.Config, clock func() time.Time, log *slog.Logger) (*Callers, error) {
	switch configuration.Auth.Mode {
	case config.AuthToken:
		tokens, err := openTokens(configuration)
		if err != nil {
			return nil, err
		}
		return &Callers{Authenticate: byToken(tokens), NamedByToken: true, Files: []files.Looker{tokens}}, nil
	case config.AuthJWT:
		return openJWT(configuration, clock, log)
	case config.AuthCertificate:
		return &Callers{Authenticate: byCertificate}, nil
	default:
		return &Callers{Authenticate: byNothing}, nil
	}
}

// Run fetches keys until the context ends.
func (c *Callers) Run(ctx context.Context) {
	var running sync.WaitGroup
	for _, url := range c.urls {
		running.Go(func() { url.run(ctx) })
	}
	running.Wait()
}

func openJWT(configuration *config.Config, clock func() time.Time, log *slog.Logger) (*Callers, error) {
	callers := &Callers{NamedByToken: true}
	issuers := map[string]trusted{}
	for i, issuer := range configuration.Auth.JWT.Issuers {
		if _, twice := issuers[issuer.Issuer]; twice {
			return nil, configuration.Problem("auth.jwt.issuers: %s stands there twice", rpcerr.Quote(issuer.Issuer))
		}
		keys, err := callers.open(configuration, issuer, i, log)
		if err != nil {
			return nil, err
		}
		issuers[issuer.Issuer] = trusted{issuer, keys}
	}
	known := newJWT(issuers, configuration.Auth.JWT.ClockSkew, clock, log)
	callers.Authenticate, callers.Ready = known.Authenticate, known.Ready
	return callers, nil
}

func (c *Callers) open(configuration *config.Config, issuer config.Issuer, index int, log *slog.Logger) (keySource, error) {
	if issuer.JWKSURL != nil {
		fetched := newKeyURL(issuer.JWKSURL, configuration.Auth.JWT.JWKSRefresh, log)
		c.urls = append(c.urls, fetched)
		return fetched, nil
	}
	file := files.Named{
		Config: configuration,
		Key:    fmt.Sprintf("auth.jwt.issuers[%d].jwksFile", index),
		Path:   issuer.JWKSFile,
		Mend:   "put the issuer's JSON Web Key Set there",
	}
	parse := func(contents [][]byte) (*keySet, error) {
		keys, err := parseKeys(contents[0])
		if err != nil {
			return nil, file.Problem("%v", err)
		}
		return keys, nil
	}
	read, err := files.Open(parse, nil, file)
	if err != nil {
		return nil, err
	}
	c.Files = append(c.Files, read)
	return keyFile{read}, nil
}
