package config

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func written(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "service.json")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestRead_TakesTheFileAndTheEnvironmentOverIt(t *testing.T) {
	file := written(t, `{
		"$schema": "service.schema.json",
		"server": {"address": "[::1]:7000", "maxConnectionIdle": "1.5m", "keepaliveTime": "0s"},
		"tls": {"certificate": "tls/own.crt"},
		"auth": {"mode": "jwt", "jwt": {"issuers": [{"issuer": "i", "audiences": ["a"], "jwksFile": "keys.json", "algorithms": ["ES256"]}]}},
		"deadlines": {"methods": {"shop.v1.Shop/Get": "250ms"}},
		"limits": {"rate": {"perSecond": 0.5, "key": ["address"]}}
	}`)
	got, err := Read("shop", file, []string{"GRPC_SERVICE__LIMITS__RATE__KEY=[\"subject\"]", "GRPC_SERVICE__SERVER__MAX_CONCURRENT_STREAMS=7", "HOME=/"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Server.Address != (Address{"::1", 7000}) || got.Server.MaxConnectionIdle != 90*time.Second || got.Server.KeepaliveTime != 0 || got.Server.MaxConcurrentStreams != 7 {
		t.Errorf("got %+v", got.Server)
	}
	folder := filepath.Dir(file)
	if got.TLS.Certificate != filepath.Join(folder, "tls/own.crt") || got.TLS.Key != filepath.Join(folder, "tls/server.key") || got.Auth.JWT.Issuers[0].JWKSFile != filepath.Join(folder, "keys.json") {
		t.Errorf("got %+v, %+v", got.TLS, got.Auth)
	}
	if got.Limits.Rate.PerSecond != 0.5 || got.Limits.Rate.Key[0] != RateBySubject || got.Deadlines.Methods["shop.v1.Shop/Get"] != 250*time.Millisecond {
		t.Errorf("got %+v, %+v", got.Limits, got.Deadlines)
	}
	if got.Service != (Service{"shop", "shop"}) || got.Client.Deadline != 10*time.Second {
		t.Errorf("got %+v", got)
	}
}

func TestRead_SaysWhatIsWrong(t *testing.T) {
	for content, want := range map[string]string{
		`{"server": {"maxConcurrentStreams": "many"}}`: `server.maxConcurrentStreams: "many" is not an integer from 1 to 2147483647`,
		`{"server": {"maxConcurrentStreams": 1.5}}`:    `server.maxConcurrentStreams: 1.5 is not an integer from 1 to 2147483647`,
		`{"server": {"adress": "x"}}`: `server.adress: is not a known key; known there: address, drainGrace, drainNotice, handshakeTimeout, healthAddress, keepaliveMinTime, ` +
			`keepalivePermitWithoutStream, keepaliveTime, keepaliveTimeout, maxConcurrentStreams, maxConnectionAge, maxConnectionAgeGrace, maxConnectionIdle, maxMetadataSize, maxReceiveMessageSize, reflection`,
		`{"server": 1}`: `server: is not an object`,
		`[]`:            `the whole: is not an object`,
		`{"store": {"maxBytes": 1, "maxBytes": 2}}`:                          `store.maxBytes: stands there twice`,
		`{"server": {"address": "shop:1"}}`:                                  `server.address: "shop:1" is not an address such as 127.0.0.1:50051`,
		`{"server": {"drainGrace": "1"}}`:                                    `server.drainGrace: "1" is not a duration such as 30s`,
		`{"server": {"handshakeTimeout": "0s"}}`:                             `server.handshakeTimeout: "0s" is shorter than 1ms`,
		`{"server": {"drainGrace": "0.5ms"}}`:                                `server.drainGrace: "0.5ms" is shorter than 1ms`,
		`{"server": {"drainGrace": "597h"}}`:                                 `server.drainGrace: "597h" is longer than 596h`,
		`{"client": {"keepaliveTime": "5s"}}`:                                `client.keepaliveTime: "5s" is shorter than 10s`,
		`{"client": {"loadBalancing": "grpclb"}}`:                            `client.loadBalancing: "grpclb" is deprecated; use round_robin or pick_first`,
		`{"client": {"retry": {"maxAttempts": 6}}}`:                          `client.retry.maxAttempts: 6 is not an integer from 1 to 5`,
		`{"tls": {"mode": "on"}}`:                                            `tls.mode: "on" is none of mutual, server, off`,
		`{"tls": {"terminatedByProxy": "yes"}}`:                              `tls.terminatedByProxy: "yes" is neither true nor false`,
		`{"telemetry": {"sampleRatio": 2}}`:                                  `telemetry.sampleRatio: 2 is not a number from 0 to 1`,
		`{"auth": {"rules": [{"methods": ["x"]}]}}`:                          `auth.rules[0].methods[0]: "x" is none of package.Service/Method, package.Service/* and *`,
		`{"auth": {"rules": [{"methods": []}]}}`:                             `auth.rules[0].methods: [] is empty`,
		`{"auth": {"jwt": {"issuers": [{"issuer":""}]}}}`:                    `auth.jwt.issuers[0]: {"issuer":""} has no audiences`,
		`{"auth": {"jwt": {"issuers": [{"issuer":"i","audiences":["a"]}]}}}`: `auth.jwt.issuers[0]: {"issuer":"i","audiences":["a"]} needs either jwksFile or jwksUrl`,
	} {
		t.Run(content, func(t *testing.T) {
			file := written(t, content)
			_, err := Read("shop", file, nil)
			if isConfig := new(Error); !errors.As(err, &isConfig) || err.Error() != file+": "+want {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestRead_PassesOverTheMarkOfUTF8(t *testing.T) {
	got, err := Read("shop", written(t, "\ufeff"+`{"service": {"name": "other"}}`), nil)
	if err != nil || got.Service.Name != "other" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestRead_SaysThatItIsAFolder(t *testing.T) {
	folder := t.TempDir()
	for _, read := range []func() (*Config, error){
		func() (*Config, error) { return Read("shop", folder, nil) },
		func() (*Config, error) { return Load("shop", []string{"--config", folder}) },
	} {
		if _, err := read(); err == nil || err.Error() != folder+": is a folder" {
			t.Errorf("got %v", err)
		}
	}
}

func TestRead_SaysWhereItIsNoJSON(t *testing.T) {
	file := written(t, "{\n  // a comment\n}")
	if _, err := Read("shop", file, nil); err == nil || err.Error() != file+"(2,3): is not JSON; comments and trailing commas are not allowed" {
		t.Errorf("got %v", err)
	}
}

func TestRead_RefusesVariablesThatItDoesNotKnow(t *testing.T) {
	if _, err := Read("shop", "", []string{"GRPC_SERVICE__SERVER__ADRESS=x"}); err == nil || err.Error() != "GRPC_SERVICE__SERVER__ADRESS: is not a known setting" {
		t.Errorf("got %v", err)
	}
	want := `GRPC_SERVICE__STORE__MAX_BYTES: store.maxBytes: "x" is not an integer from 1 to 9223372036854775807`
	if _, err := Read("shop", "", []string{"GRPC_SERVICE__STORE__MAX_BYTES=x"}); err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestCheck_RefusesWhatCannotBeTogether(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"as it is":      {func(*Config) {}, ""},
		"no mutual TLS": {func(c *Config) { c.TLS.Mode = TLSServer }, `configuration: auth.mode: "certificate" needs tls.mode "mutual"`},
		"plain tokens": {
			func(c *Config) { c.Auth.Mode, c.Auth.TokenFile, c.TLS.Mode = AuthToken, "t", TLSOff },
			`configuration: auth.mode: tokens may not be read in plaintext; set tls.mode to "mutual" or "server", or tls.terminatedByProxy to true where a proxy speaks TLS`,
		},
		"behind a proxy": {func(c *Config) {
			c.Auth.Mode, c.Auth.TokenFile, c.TLS.Mode, c.TLS.TerminatedByProxy = AuthToken, "t", TLSOff, true
		}, ""},
		"rules for no one": {
			func(c *Config) { c.Auth.Mode, c.Auth.Rules = AuthNone, []AuthRule{{Methods: []string{"*"}}} },
			`configuration: auth.rules: there is no caller to hold them against with auth.mode "none"`,
		},
		"no tokens":  {func(c *Config) { c.Auth.Mode = AuthToken }, `configuration: auth.tokenFile: is empty, and auth.mode is "token"`},
		"no issuers": {func(c *Config) { c.Auth.Mode = AuthJWT }, `configuration: auth.jwt.issuers: is empty, and auth.mode is "jwt"`},
	} {
		t.Run(name, func(t *testing.T) {
			config := Default("shop")
			test.change(config)
			got := ""
			if err := config.Check(false); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestLoad_NamesEachPlaceThatItLookedAt(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, err := Load("shop", nil); err == nil {
		t.Error("there is no file")
	}
	if got, err := LoadOrDefault("shop"); err != nil || got.File != "" {
		t.Errorf("got %v, %v", got, err)
	}
	file := written(t, `{"service": {"name": "other"}}`)
	t.Setenv("GRPC_SERVICE_FILE", file)
	if got, err := Load("shop", nil); err != nil || got.Service.Name != "other" {
		t.Errorf("got %v, %v", got, err)
	}
	for _, argument := range []string{"--config", "--config="} {
		if _, err := Load("shop", []string{argument}); err == nil || err.Error() != "--config: names no file" {
			t.Errorf("got %v", err)
		}
	}
}
