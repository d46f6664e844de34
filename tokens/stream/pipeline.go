package stream

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
)

// A pipeline passes batches round: one goroutine fills them, several work on
// them, and they are delivered in the order in which they were filled. No more
// than a fixed number is under way at once, so that who is slow to take them
// slows the reading down instead of filling the memory.
type pipeline[B any] struct {
	fill    func(B) bool                 // false: there is no more
	work    func(B) bool                 // false: the pipeline is done
	deliver func(B) (more bool, _ error) // waits for the work on the batch
	// failure says why fill gave no more, nil if that was the end.
	failure func() error

	done        <-chan struct{} // of the context that the pipeline runs in
	cancel      context.CancelFunc
	fault       atomic.Pointer[error] // nil unless something panicked
	free        chan B
	jobs, order chan B
}

// run runs the pipeline with new batches until all is delivered, and ends
// earlier with an error of deliver or when ctx ends. A fill that is under way
// then is left behind: its goroutine ends with it.
func (p *pipeline[B]) run(ctx context.Context, workers int, newBatch func() B) error {
	workers = max(workers, 1)
	outer := ctx
	ctx, p.cancel = context.WithCancel(ctx)
	inFlight := 2*workers + 2
	p.done = ctx.Done()
	p.free, p.jobs, p.order = make(chan B, inFlight), make(chan B, inFlight), make(chan B, inFlight)
	for range inFlight {
		p.free <- newBatch()
	}
	go p.fillAll()
	var working sync.WaitGroup
	for range workers {
		working.Go(func() { p.guard(p.workOnAll) })
	}
	err := p.deliverAll()
	if err == nil && ctx.Err() == nil {
		err = p.failure()
	}
	if err == nil {
		err = ctx.Err()
	}
	p.cancel()
	working.Wait()
	if fault := p.fault.Load(); fault != nil && outer.Err() == nil {
		return *fault
	}
	return err
}

// guard turns a panic into the error of the run. Nobody else could catch it on a
// goroutine of ours, and a server that scans for others would end by it.
func (p *pipeline[B]) guard(do func()) {
	defer func() {
		if v := recover(); v != nil {
			err := fmt.Errorf("atc has a fault that ended this (%v): please report it", v)
			p.fault.CompareAndSwap(nil, &err)
			p.cancel()
		}
	}()
	do()
}

func (p *pipeline[B]) fillAll() {
	defer close(p.order)
	defer close(p.jobs)
	p.guard(p.fillEach) // before they are closed
}

func (p *pipeline[B]) fillEach() {
	for {
		var b B
		select {
		case b = <-p.free:
		case <-p.done:
			return
		}
		if !p.fill(b) {
			return
		}
		p.order <- b // has room for every batch, as jobs has
		p.jobs <- b
	}
}

// workOnAll takes the batches in order, so that the one that is to be delivered
// next is always being worked on.
func (p *pipeline[B]) workOnAll() {
	for {
		select {
		case b, ok := <-p.jobs:
			if !ok || !p.work(b) {
				return
			}
		case <-p.done:
			return
		}
	}
}

// deliverAll returns nil when all is delivered, and when the pipeline is done
// before.
func (p *pipeline[B]) deliverAll() error {
	for {
		select {
		case b, ok := <-p.order:
			if !ok {
				return nil
			}
			if more, err := p.deliver(b); err != nil || !more {
				return err
			}
			p.free <- b
		case <-p.done:
			return nil
		}
	}
}
