// Command messenger runs the simulated messenger until it is killed. It is none of the real ones.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"

	"simulated.invalid/network/messenger"
)

func main() {
	kind := flag.String("network", "whatsapp", "whatsapp, telegram, facebook or instagram")
	address := flag.String("address", "127.0.0.1:0", "where to listen; loopback only")
	flag.Parse()
	network, err := messenger.New(*kind)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	if !listener.Addr().(*net.TCPAddr).IP.IsLoopback() {
		log.Fatal("the side door has no lock: listen on the loopback only")
	}
	doors := http.NewServeMux()
	doors.Handle("/", network.SideDoor())
	doors.Handle("/wire/", network.WireDoor())
	fmt.Printf("listening on http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, doors))
}
