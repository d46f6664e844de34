package sshd

import "sync"

// A crew is the goroutines of a server. Unlike a [sync.WaitGroup], more may
// join while somebody waits for the last to leave.
type crew struct {
	mu    sync.Mutex
	count int
	none  []chan struct{} // closed once nobody is left
}

// Go runs f in a goroutine that counts.
func (c *crew) Go(f func()) {
	c.join()
	go func() {
		defer c.leave()
		f()
	}()
}

// join counts the goroutine that it is called from, until leave.
func (c *crew) join() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count++
}

func (c *crew) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.count--; c.count > 0 {
		return
	}
	for _, waiting := range c.none {
		close(waiting)
	}
	c.none = nil
}

// gone returns a channel that is closed as soon as nobody is left.
func (c *crew) gone() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	waiting := make(chan struct{})
	if c.count == 0 {
		close(waiting)
	} else {
		c.none = append(c.none, waiting)
	}
	return waiting
}
