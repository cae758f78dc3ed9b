package config

import (
	"maps"
	"slices"
)

// Check refuses what would be unsafe or cannot work.
func (c *Config) Check(hasAuthenticator bool) error {
	for _, rule := range c.refusals(hasAuthenticator) {
		if rule.isBroken {
			return c.Problem("%s", rule.text)
		}
	}
	return nil
}

// Source is where the configuration comes from: its file.
func (c *Config) Source() string {
	if c.File == "" {
		return "configuration"
	}
	return c.File
}

// Problem is an [Error] of something that the configuration says.
func (c *Config) Problem(format string, parts ...any) error {
	return problem("%s: %w", c.Source(), problem(format, parts...))
}

type refusal struct {
	isBroken bool
	text     string
}

func (c *Config) refusals(hasAuthenticator bool) []refusal {
	tls, auth := c.TLS, c.Auth
	return []refusal{
		{auth.Mode == AuthCertificate && tls.Mode != TLSMutual, `auth.mode: "certificate" needs tls.mode "mutual"`},
		{
			(auth.Mode == AuthToken || auth.Mode == AuthJWT) && tls.Mode == TLSOff && !tls.TerminatedByProxy,
			`auth.mode: tokens may not be read in plaintext; set tls.mode to "mutual" or "server", or tls.terminatedByProxy to true where a proxy speaks TLS`,
		},
		{tls.TerminatedByProxy && tls.Mode != TLSOff, `tls.terminatedByProxy: true needs tls.mode "off"`},
		{auth.Mode == AuthNone && len(auth.Rules) > 0 && !hasAuthenticator, `auth.rules: there is no caller to hold them against with auth.mode "none"`},
		{auth.Mode == AuthToken && auth.TokenFile == "", `auth.tokenFile: is empty, and auth.mode is "token"`},
		{auth.Mode == AuthJWT && len(auth.JWT.Issuers) == 0, `auth.jwt.issuers: is empty, and auth.mode is "jwt"`},
	}
}

// Warnings says what can work but is hardly meant.
func (c *Config) Warnings() []string {
	var warnings []string
	longest := slices.Max(append(slices.Collect(maps.Values(c.Deadlines.Methods)), c.Deadlines.UnaryMax, c.Deadlines.Stream))
	if c.Server.MaxConnectionAge > 0 && c.Server.MaxConnectionAgeGrace > 0 && c.Server.MaxConnectionAgeGrace < longest {
		warnings = append(warnings, "server.maxConnectionAgeGrace is shorter than the longest deadline: calls can be cut off when their connection ages")
	}
	if !slices.ContainsFunc(c.Limits.Rate.Key, c.mayHave) {
		warnings = append(warnings, "limits.rate.key names nothing that callers have here: none of them is limited")
	}
	return warnings
}

func (c *Config) mayHave(key RateKey) bool {
	switch key {
	case RateBySubject:
		return c.Auth.Mode == AuthToken || c.Auth.Mode == AuthJWT
	case RateByCertificate:
		return c.TLS.Mode == TLSMutual
	default:
		return true
	}
}
