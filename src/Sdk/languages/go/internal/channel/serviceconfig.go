package channel

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"example.com/grpc-service-template/config"
)

// The types of gRPC's own configuration of a channel, as its JSON has them.
type (
	serviceConfig struct {
		LoadBalancing []map[string]struct{} `json:"loadBalancingConfig"`
		HealthCheck   healthCheck           `json:"healthCheckConfig"`
		Throttling    throttling            `json:"retryThrottling"`
		Methods       []methodConfig        `json:"methodConfig,omitempty"`
	}
	healthCheck struct {
		ServiceName string `json:"serviceName"`
	}
	throttling struct {
		MaxTokens  int     `json:"maxTokens"`
		TokenRatio float64 `json:"tokenRatio"`
	}
	methodConfig struct {
		Names []methodName `json:"name"`
		Retry retryPolicy  `json:"retryPolicy"`
	}
	methodName struct {
		Service string `json:"service"`
		Method  string `json:"method"`
	}
	retryPolicy struct {
		MaxAttempts    int      `json:"maxAttempts"`
		InitialBackoff string   `json:"initialBackoff"`
		MaxBackoff     string   `json:"maxBackoff"`
		Multiplier     float64  `json:"backoffMultiplier"`
		Codes          []string `json:"retryableStatusCodes"`
	}
)

// serviceConfigOf is how a channel balances and retries. Deadlines are not part of it: there they would also cut those
// that callers set themselves.
func serviceConfigOf(client config.Client, methods []Method) (string, error) {
	made := serviceConfig{
		LoadBalancing: []map[string]struct{}{{string(client.LoadBalancing): {}}},
		Throttling:    throttling{client.Retry.MaxTokens, client.Retry.TokenRatio},
	}
	if names := retried(client.Retry, methods); len(names) > 0 {
		made.Methods = []methodConfig{{names, retryPolicy{
			MaxAttempts:    client.Retry.MaxAttempts,
			InitialBackoff: seconds(client.Retry.InitialBackoff),
			MaxBackoff:     seconds(client.Retry.MaxBackoff),
			Multiplier:     client.Retry.Multiplier,
			Codes:          []string{"UNAVAILABLE"},
		}}}
	}
	encoded, err := json.Marshal(made)
	return string(encoded), err
}

func retried(retry config.Retry, methods []Method) []methodName {
	var names []methodName
	for _, method := range methods {
		if retry.MaxAttempts > 1 && (method.Retry == Always || (method.Retry == ByRequestID && retry.RequestIDs)) {
			service, name, _ := strings.Cut(method.Name, "/")
			names = append(names, methodName{service, name})
		}
	}
	return names
}

// seconds is a duration as protobuf's JSON has it.
func seconds(duration time.Duration) string {
	return strconv.FormatFloat(duration.Seconds(), 'f', 9, 64) + "s"
}
