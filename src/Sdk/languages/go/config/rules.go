package config

import (
	"maps"
	"slices"
)

// Check refuses what cannot be together.
func (c *Config) Check() error {
	source := c.File
	if source == "" {
		source = "configuration"
	}
	for _, rule := range c.refusals() {
		if rule.isBroken {
			return problem("%s: %s", source, rule.text)
		}
	}
	return nil
}

type refusal struct {
	isBroken bool
	text     string
}

func (c *Config) refusals() []refusal {
	tls, auth := c.TLS, c.Auth
	return []refusal{
		{auth.Mode == AuthCertificate && tls.Mode != TLSMutual, `auth.mode: "certificate" needs tls.mode "mutual"`},
		{
			(auth.Mode == AuthToken || auth.Mode == AuthJWT) && tls.Mode == TLSOff && !tls.TerminatedByProxy,
			`auth.mode: tokens may not be read in plaintext; set tls.mode to "mutual" or "server", or tls.terminatedByProxy to true where a proxy speaks TLS`,
		},
		{tls.TerminatedByProxy && tls.Mode != TLSOff, `tls.terminatedByProxy: true needs tls.mode "off"`},
		{auth.Mode == AuthNone && len(auth.Rules) > 0, `auth.rules: there is no caller to hold them against with auth.mode "none"`},
		{auth.Mode == AuthToken && auth.TokenFile == "", `auth.tokenFile: is empty, and auth.mode is "token"`},
		{auth.Mode == AuthJWT && len(auth.JWT.Issuers) == 0, `auth.jwt.issuers: is empty, and auth.mode is "jwt"`},
	}
}

// Warnings says what fits, and is perhaps not meant.
func (c *Config) Warnings() []string {
	longest := slices.Max(append(slices.Collect(maps.Values(c.Deadlines.Methods)), c.Deadlines.UnaryMax, c.Deadlines.Stream))
	if c.Server.MaxConnectionAge > 0 && c.Server.MaxConnectionAgeGrace > 0 && c.Server.MaxConnectionAgeGrace < longest {
		return []string{"server.maxConnectionAgeGrace is shorter than the longest deadline: calls can be cut off when their connection ages"}
	}
	return nil
}
