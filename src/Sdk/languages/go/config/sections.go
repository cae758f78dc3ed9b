package config

import (
	"net/url"
	"time"
)

// Service says who the service is.
type Service struct {
	Name   string
	Domain string // of the errors that it answers
}

// Server says how the service listens. A duration of 0 is off.
type Server struct {
	Address                      Address
	HealthAddress                *Address // where health alone is served, in plaintext; nil for nowhere
	Reflection                   bool
	MaxConcurrentStreams         int // of one connection
	MaxReceiveMessageSize        int // in bytes
	MaxMetadataSize              int // in bytes
	HandshakeTimeout             time.Duration
	MaxConnectionIdle            time.Duration
	MaxConnectionAge             time.Duration
	MaxConnectionAgeGrace        time.Duration
	KeepaliveTime                time.Duration
	KeepaliveTimeout             time.Duration
	KeepaliveMinTime             time.Duration
	KeepalivePermitWithoutStream bool
	DrainNotice                  time.Duration
	DrainGrace                   time.Duration
}

// TLSMode says who shows a certificate.
type TLSMode string

// The modes of TLS.
const (
	TLSMutual TLSMode = "mutual" // both sides
	TLSServer TLSMode = "server" // the server
	TLSOff    TLSMode = "off"    // nobody: plaintext
)

// TLSVersion is the least version of TLS that is spoken.
type TLSVersion string

// The versions of TLS.
const (
	TLS12 TLSVersion = "1.2"
	TLS13 TLSVersion = "1.3"
)

// TLS says how the service's connections are protected.
type TLS struct {
	Mode              TLSMode
	TerminatedByProxy bool // a proxy in front of the service speaks TLS
	Certificate       string
	Key               string
	ClientCA          string
	MinVersion        TLSVersion
	ReloadInterval    time.Duration // 0 for never
}

// AuthMode says what tells callers apart.
type AuthMode string

// The modes of authentication.
const (
	AuthCertificate AuthMode = "certificate"
	AuthToken       AuthMode = "token"
	AuthJWT         AuthMode = "jwt"
	AuthNone        AuthMode = "none"
)

// Auth says who may call the service.
type Auth struct {
	Mode      AuthMode
	TokenFile string // lines of a name and the SHA-256, in hex, of a token
	JWT       JWT
	Rules     []AuthRule // none: any authenticated caller may call everything
}

// JWT says which tokens are trusted.
type JWT struct {
	Issuers     []Issuer
	ClockSkew   time.Duration
	JWKSRefresh time.Duration
}

// Issuer makes tokens. Its keys are in a file or behind an address.
type Issuer struct {
	Issuer     string
	Audiences  []string
	JWKSFile   string
	JWKSURL    *url.URL
	Algorithms []Algorithm
}

// Algorithm is how a token is signed.
type Algorithm string

// The algorithms that are trusted.
const (
	ES256 Algorithm = "ES256"
	RS256 Algorithm = "RS256"
	PS256 Algorithm = "PS256"
)

// AuthRule allows methods to callers.
type AuthRule struct {
	Methods    []string // package.Service/Method, package.Service/* or *
	Identities []string // nil for any
	Scopes     []string // all of them are needed
}

// Limits say how much the service takes.
type Limits struct {
	Rate              Rate
	MaxStreamMessages int // of an import
	WatchQueue        int // changes that wait for one watcher
}

// RateKey is what calls are counted by.
type RateKey string

// What calls can be counted by.
const (
	RateBySubject     RateKey = "subject"
	RateByCertificate RateKey = "certificate"
	RateByAddress     RateKey = "address"
)

// Rate says how many calls a caller may make; 0 for any number.
type Rate struct {
	PerSecond float64
	Burst     int
	Key       []RateKey // the first that a call has
}

// Deadlines say how long calls may take; 0 for as long as they like.
type Deadlines struct {
	Unary    time.Duration // where the caller sets none
	UnaryMax time.Duration
	Stream   time.Duration
	Methods  map[string]time.Duration // by package.Service/Method
}

// Store says how much the default store holds.
type Store struct {
	MaxResources int
	MaxBytes     int64
}

// Exporter is where telemetry goes.
type Exporter string

// Where telemetry can go.
const (
	ExportNone       Exporter = "none"
	ExportOTLP       Exporter = "otlp"
	ExportPrometheus Exporter = "prometheus"
	ExportConsole    Exporter = "console"
)

// LogFormat is what the log looks like.
type LogFormat string

// What the log can look like.
const (
	LogJSON LogFormat = "json"
	LogText LogFormat = "text"
)

// LogLevel is how much the log tells: debug, info, warn or error.
type LogLevel string

// Telemetry says what the service tells of itself.
type Telemetry struct {
	Exporter       Exporter
	SampleRatio    float64
	MetricInterval time.Duration
	LogLevel       LogLevel
	LogFormat      LogFormat
	AccessLog      bool
}

// LoadBalancing is how calls are spread over addresses.
type LoadBalancing string

// How calls can be spread.
const (
	RoundRobin LoadBalancing = "round_robin"
	PickFirst  LoadBalancing = "pick_first"
)

// Client says how the generated clients call the service.
type Client struct {
	Target                string
	Addresses             []string // in place of the target
	LoadBalancing         LoadBalancing
	Channels              int
	WaitForReady          bool
	MaxReceiveMessageSize int
	Deadline              time.Duration
	StreamDeadline        time.Duration
	ConnectTimeout        time.Duration
	KeepaliveTime         time.Duration
	KeepaliveTimeout      time.Duration
	TLS                   ClientTLS
	Auth                  ClientAuth
	Retry                 Retry
	Breaker               Breaker
}

// ClientTLS says how a client's connections are protected.
type ClientTLS struct {
	Mode        TLSMode
	Certificate string
	Key         string
	CA          string
	ServerName  string
}

// ClientAuth says where a client's tokens come from.
type ClientAuth struct {
	TokenFile          string
	ServiceAccountFile string
}

// Retry says when a client tries again.
type Retry struct {
	MaxAttempts    int // with the first
	InitialBackoff time.Duration
	MaxBackoff     time.Duration
	Multiplier     float64
	MaxTokens      int
	TokenRatio     float64
	RequestIDs     bool
}

// Breaker says when a client gives a target a rest.
type Breaker struct {
	Failures int // in a row; 0 for never
	OpenFor  time.Duration
}
