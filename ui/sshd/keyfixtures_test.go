package sshd

import (
	"crypto/rand"
	"errors"
	"net"
	"os"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

func serveNothing(ssh.Session) tea.Model { return pad{} }

func certificateLine(t *testing.T) string {
	t.Helper()
	c := &gossh.Certificate{Key: newKey(t).PublicKey(), CertType: gossh.UserCert}
	if err := c.SignCert(rand.Reader, newKey(t)); err != nil {
		t.Fatal(err)
	}
	return string(gossh.MarshalAuthorizedKey(c))
}

func dialRaw(t *testing.T, address string) net.Conn {
	t.Helper()
	raw, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	return raw
}

// awaitEnd waits until the other side has closed.
func awaitEnd(t *testing.T, raw net.Conn) {
	t.Helper()
	if err := raw.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 4096)
	for {
		if _, err := raw.Read(block); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the connection was never closed")
			}
			return
		}
	}
}

// weakRSALine and dssLine are public keys that are too weak. Nobody has the
// other half of them.
const (
	weakRSALine = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCuoTsr83vDt+pYHWYzYxDR8Vz0UWs+iL1Owe5GzXMS9JmVrtuonqh0LLsNHaOCUyJV9C9WIE7EmmVDZ9CC3BRIgVzSKRoufhQPcm4NMPIzRhmdrJMLoXUNE2PLhYk5BrJioho8foQT1w1Q2Nyu8cfNTg+P6RgA0pGGQIsHTGal7w== weak\n"
	dssLine     = "ssh-dss AAAAB3NzaC1kc3MAAACBAPcSuLKgAGdft+Wu2HIWJXfattBhuCtO7HYYWDK5NMoMCvHXjbDJxLR1f60nUit3VG8CbFhJDyXjzRTsQfe2o2REwBVAfIrWe+v4wk3MOQgV1xjMGkEbgdwoXOEqr8hL5gpVPFaRzsu4BVkg4wI7gOaIpqFY82y8jHHQhVEq6hK5AAAAFQDpuQNRxSykdSTXk4n01F4UiDDeCwAAAIEAnC3c5VQQMlDSD/LVh5W0afQ7RTqyQDMwiiN/YTxzfm7uVjZKk+D2mN4E6OYFrOdHM9XoG33/Dri0JwRyK/hZZsxEZ7TJ2xK26lEsVQru01qcHQ7YA0Et1slLHxNaD5Ol4iFdU51vk+oDpYHeSrNj6zOKXMqEi36f5NsM6LSLXLMAAACBAMqBj8hbFOZznrLqsWHdQmCJKR5lnLssBIPRAzgGN3P0/y3NzZh4bdTi0n6EvgkEpI8CAzaWzv2u/FlnPR4mFlExwMOJwD2x1njAxD15+WcdHPdvZncGmjoTSDgmBY8iRUrwgA2gE/m0PVg49N9L8998nDVn/MBpFPyfM6q/REy5 dss\n"
)
