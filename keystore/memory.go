package keystore

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// MaxInMemory is how many projects [Memory] takes. It is far more than a person
// enters, and bounds what a visitor can make the process hold.
const MaxInMemory = 500

// ErrFull is why [Memory] takes no more projects.
var ErrFull = errors.New("the memory holds as many projects as it takes: delete one that is not needed any more")

// Memory keeps projects for as long as the process runs: for the demo, and for
// visitors over SSH. It takes [MaxInMemory], and returns [ErrFull] for more. Its
// zero value is empty and ready to use.
type Memory struct {
	mu       sync.Mutex
	projects []Project
	current  string
}

var _ Store = (*Memory)(nil)

// NewMemory returns a store that holds projects, the first of which is the
// current one.
func NewMemory(projects ...Project) *Memory {
	m := &Memory{projects: slices.Clone(projects)}
	if len(projects) > 0 {
		m.current = projects[0].Name
	}
	return m
}

// Backend implements [Store].
func (m *Memory) Backend() Backend { return InMemory }

// List implements [Store].
func (m *Memory) List(ctx context.Context) ([]Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return entriesOf(m.projects, m.current), ctx.Err()
}

// Get implements [Store].
func (m *Memory) Get(ctx context.Context, name string) (Project, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := find(m.projects, name)
	if i < 0 {
		return Project{}, ErrNotFound
	}
	return m.projects[i], ctx.Err()
}

// Put implements [Store].
func (m *Memory) Put(ctx context.Context, replaces string, p Project) error {
	return m.change(ctx, func(all *projectList) error {
		if replaces == "" && len(all.Projects) >= MaxInMemory {
			return ErrFull
		}
		return all.put(replaces, p)
	})
}

// Update implements [Store].
func (m *Memory) Update(ctx context.Context, name string, change func(*Project) error) error {
	return m.change(ctx, func(all *projectList) error { return all.update(name, change) })
}

// Rename implements [Store].
func (m *Memory) Rename(ctx context.Context, from, to string) error {
	return m.change(ctx, func(all *projectList) error { return all.rename(from, to) })
}

// Delete implements [Store].
func (m *Memory) Delete(ctx context.Context, name string) error {
	return m.change(ctx, func(all *projectList) error { return all.remove(name) })
}

// Use implements [Store].
func (m *Memory) Use(ctx context.Context, name string) error {
	return m.change(ctx, func(all *projectList) error { return all.use(name) })
}

// Check implements [Store].
func (m *Memory) Check(ctx context.Context) Report {
	return Report{Steps: []Step{timed("reach the memory of this process", ctx.Err)}}
}

func (m *Memory) change(ctx context.Context, change func(*projectList) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	all := projectList{slices.Clone(m.projects), m.current}
	if err := change(&all); err != nil {
		return err
	}
	m.projects, m.current = all.Projects, all.Current
	return nil
}

// timed takes one step of a check.
func timed(did string, do func() error) Step {
	start := time.Now()
	err := do()
	return Step{did, time.Since(start), err}
}
