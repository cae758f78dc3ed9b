// Command generated is the generated server, with the handlers of the minimal one.
package main

import (
	"echo-bench/handlers"

	echov1 "example.com/echo/proto/echo/v1"
	"example.com/echo/server"
	echov1svc "example.com/echo/services/echo/v1"
)

func main() {
	server.Main(server.Options{
		EchoV1EchoService: func(*echov1svc.EchoServiceDefaults) echov1.EchoServiceServer { return handlers.Echo{} },
	})
}
