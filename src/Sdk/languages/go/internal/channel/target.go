package channel

import (
	"net"
	"strconv"
	"strings"

	"google.golang.org/grpc/resolver"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/rpcerr"
)

const dns = "dns:///"

// target is the servers that a channel leads to.
type target struct {
	name      string
	addresses []string // host:port, at least one
}

func targetOf(configuration *config.Config) (target, error) {
	client := configuration.Client
	for i, address := range client.Addresses {
		if !isAddress(address) {
			return target{}, configuration.Problem("client.addresses[%d]: %s is not an address such as host:50051", i, rpcerr.Quote(address))
		}
	}
	if len(client.Addresses) > 0 {
		return target{strings.Join(client.Addresses, ","), client.Addresses}, nil
	}
	address := strings.TrimPrefix(client.Target, dns)
	if !isAddress(address) {
		return target{}, configuration.Problem("client.target: %s is not a target such as dns:///host:50051", rpcerr.Quote(client.Target))
	}
	return target{client.Target, []string{address}}, nil
}

func isAddress(text string) bool {
	host, port, err := net.SplitHostPort(text)
	if err != nil || host == "" || strings.ContainsAny(host, "/ ") {
		return false
	}
	number, err := strconv.ParseUint(port, 10, 16)
	return err == nil && number > 0
}

// String is what the target is called in messages.
func (t target) String() string { return t.name }

// uri is the target as the library takes it.
func (t target) uri() string {
	if len(t.addresses) == 1 {
		return dns + t.addresses[0]
	}
	return listScheme + ":///" + t.name
}

func (t target) resolvers() []resolver.Builder {
	if len(t.addresses) == 1 {
		return nil
	}
	return []resolver.Builder{list(t.addresses)}
}

// serverName is the name that a server's certificate must have.
func (t target) serverName(configuration *config.Config) (string, error) {
	if name := configuration.Client.TLS.ServerName; name != "" {
		return name, nil
	}
	var hosts []string
	for _, address := range t.addresses {
		host, _, _ := net.SplitHostPort(address)
		if len(hosts) == 0 || !strings.EqualFold(hosts[0], host) {
			hosts = append(hosts, host)
		}
	}
	if len(hosts) > 1 {
		return "", configuration.Problem("client.tls.serverName: is empty, and client.addresses names more than one host (%s); give the name that all their certificates have",
			strings.Join(hosts, ", "))
	}
	return hosts[0], nil
}
