package ui

import (
	"slices"
	"strconv"

	"atc/tokens"
	"atc/ui/safe"
)

const (
	minPermissionColumn = 14 // narrower, a table is no help
	maxPermissions      = 128
	maxResourceTypes    = 16
	maxResources        = 16  // of one cell of the table
	maxResourceLength   = 128 // bytes; Agora allows 64
)

// permissions adds what a user of RTM2 may do: resource types by permission
// types as a table, or as a list where the columns would be too narrow or there
// are more than two.
func (s *sheet) permissions(f *tokens.Field, all []tokens.Permission) {
	title := safe.Text(f.Title)
	if len(all) == 0 {
		s.row(title, span{text: "none", style: &s.ink.dim})
		return
	}
	beyond := max(0, len(all)-maxPermissions)
	all = all[:len(all)-beyond]
	rows, columns := s.dimensions(all)
	labels := 0
	for _, r := range rows {
		labels = max(labels, cells(s.resourceType(r)))
	}
	gutter := max(serviceGutter, serviceIndent+labels+columnGap)
	if width := (s.width - gutter - columnGap) / 2; len(columns) == 2 && width >= minPermissionColumn {
		s.permissionTable(title, all, rows, columns, gutter, width)
	} else {
		s.permissionList(title, all, rows)
	}
	if beyond > 0 {
		s.more(beyond, "permission")
	}
}

// dimensions returns the resource types that there are, and the permission
// types that there may be.
func (s *sheet) dimensions(all []tokens.Permission) (rows, columns []uint16) {
	for _, known := range s.permissionTypes() {
		columns = append(columns, known.Number)
	}
	for i := range all {
		if r := all[i].ResourceType; !slices.Contains(rows, r) && len(rows) < maxResourceTypes {
			rows = append(rows, r)
		}
		if c := all[i].PermissionType; !slices.Contains(columns, c) {
			columns = append(columns, c)
		}
	}
	return rows, columns
}

func (s *sheet) permissionTable(title string, all []tokens.Permission, rows, columns []uint16, gutter, width int) {
	line := blank(serviceIndent) + s.ink.label.draw(title) + blank(gutter-serviceIndent-cells(title))
	s.add(line + s.ink.label.draw(fit(s.permissionType(columns[0]), width)) + blank(columnGap) + s.ink.label.draw(s.permissionType(columns[1])))
	for _, r := range rows {
		if len(s.lines) > maxLines {
			s.add(blank(serviceIndent) + s.ink.dim.draw("… and more"))
			return
		}
		left, right := s.resources(all, r, columns[0], width), s.resources(all, r, columns[1], width)
		for i := range max(len(left), len(right)) {
			line := blank(gutter)
			if i == 0 {
				name := s.resourceType(r)
				line = blank(serviceIndent) + s.ink.text.draw(name) + blank(gutter-serviceIndent-cells(name))
			}
			if i < len(left) {
				line += left[i]
			}
			if i < len(right) {
				line = fit(line, gutter+width+columnGap) + right[i]
			}
			s.add(line)
		}
	}
}

func (s *sheet) permissionList(title string, all []tokens.Permission, rows []uint16) {
	s.add(blank(serviceIndent) + s.ink.label.draw(title))
	for _, r := range rows {
		if len(s.lines) > maxLines {
			s.add(blank(serviceIndent) + s.ink.dim.draw("… and more"))
			return
		}
		s.add(blank(2*serviceIndent) + s.ink.text.draw(s.resourceType(r)))
		var done []uint16
		for i := range all {
			p := &all[i]
			if p.ResourceType != r || slices.Contains(done, p.PermissionType) || len(done) == maxResourceTypes {
				continue
			}
			done = append(done, p.PermissionType)
			label := cut(s.permissionType(p.PermissionType), s.gutter-3*serviceIndent-1)
			front := blank(3*serviceIndent) + s.ink.label.draw(label) + blank(s.gutter-3*serviceIndent-cells(label))
			s.hang(front, s.resources(all, r, p.PermissionType, s.width-s.gutter))
		}
	}
}

// resources returns the names of one cell of the table.
func (s *sheet) resources(all []tokens.Permission, resource, permission uint16, width int) []string {
	var names []span
	granted, more := false, 0
	for i := range all {
		p := &all[i]
		if p.ResourceType != resource || p.PermissionType != permission {
			continue
		}
		granted = true
		for _, name := range p.Resources {
			if len(names) == maxResources {
				more++
				continue
			}
			text, style := safe.Text(name[:min(len(name), maxResourceLength)]), &s.ink.text
			switch {
			case name == "":
				text, style = "empty", &s.ink.dim
			case len(name) > maxResourceLength:
				text += "…"
			}
			names = append(names, span{text, style, true})
		}
	}
	switch {
	case !granted:
		return []string{s.ink.dim.draw("–")}
	case len(names) == 0:
		return []string{s.ink.dim.draw("none")}
	case more > 0:
		names = append(names, span{text: "… " + strconv.Itoa(more) + " more", style: &s.ink.dim})
	}
	return s.flow(width, names...)
}

func (s *sheet) permissionTypes() []tokens.Named {
	if s.catalog == nil {
		return nil
	}
	return s.catalog.PermissionTypes
}

func (s *sheet) permissionType(n uint16) string {
	return named(s.permissionTypes(), n, "permission ")
}

func (s *sheet) resourceType(n uint16) string {
	if s.catalog == nil {
		return named(nil, n, "resource type ")
	}
	return named(s.catalog.ResourceTypes, n, "resource type ")
}

// named returns the name of a number of the wire format, or what it is and the
// number itself.
func named(all []tokens.Named, n uint16, what string) string {
	for i := range all {
		if all[i].Number == n {
			return all[i].Name
		}
	}
	return what + strconv.Itoa(int(n))
}
