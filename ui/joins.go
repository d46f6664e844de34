package ui

import (
	"slices"

	"atc/chatapi"
	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// joinFields is how many fields there are.
const joinFields = int(atRole-atProduct) + 1

// joins are the fields for what an app joins with: a token is compared with it,
// and the product says in whose codes a refusal is told. They outlive the
// token, for people paste several of one app.
type joins struct {
	env     *env
	fields  [joinFields]field
	entered string             // what the field with the focus held when it got it
	before  [joinFields]string // what they held before they were emptied
	focused place
}

// notKnown is the choice that says nothing.
const notKnown = "not known"

// joins reports whether a place is one of the joins-with fields.
func (p place) joins() bool { return p >= atProduct && p <= atRole }

func newJoins(e *env) joins {
	j := joins{env: e, focused: nowhere}
	choices := []string{notKnown}
	for i := range e.Catalog.Products {
		choices = append(choices, e.Catalog.Products[i].Title)
	}
	j.fields[0] = newField(tokens.Input{Type: tokens.Choice, Choices: choices}, notKnown)
	for p := atAppID; p < atRole; p++ {
		*j.at(p) = newField(tokens.Input{Optional: true}, "")
	}
	*j.at(atRole) = newField(tokens.Input{Type: tokens.Choice, Choices: []string{notKnown}}, notKnown)
	return j
}

// at returns the field at a place.
func (j *joins) at(p place) *field { return &j.fields[p-atProduct] }

// product returns the product that is chosen, or nil.
func (j *joins) product() *tokens.Product {
	if i := j.at(atProduct).choice - 1; i >= 0 && i < len(j.env.Catalog.Products) {
		return &j.env.Catalog.Products[i]
	}
	return nil
}

// places are the fields that the product has, in their order. Without one, they
// are those that most have.
func (j *joins) places() []place {
	all := []place{atProduct, atAppID}
	p := j.product()
	if p == nil || p.Channel != "" {
		all = append(all, atChannel)
	}
	if p == nil || p.User != "" {
		all = append(all, atUser)
	}
	if p != nil && len(p.Roles) > 0 {
		all = append(all, atRole)
	}
	return all
}

// label returns what the product calls the field at a place.
func (j *joins) label(p place) string {
	product := j.product()
	switch {
	case p == atProduct:
		return "Product"
	case p == atAppID:
		return "App ID"
	case p == atRole:
		return "Role"
	case p == atChannel && product != nil:
		return capital(product.Channel)
	case p == atChannel:
		return "Channel"
	case product != nil:
		return capital(product.User)
	}
	return "User"
}

// join returns what was filled in, as far as the product has a field for it. A
// blank at an end counts: it is a reason to be refused.
func (j *joins) join() tokens.Join {
	var out tokens.Join
	shown, product := j.places(), j.product()
	value := func(p place) string {
		if f := j.at(p); slices.Contains(shown, p) && f.value() != notKnown {
			return f.value()
		}
		return ""
	}
	out.AppID, out.Channel, out.User, out.Role = value(atAppID), value(atChannel), value(atUser), value(atRole)
	if product == nil {
		return out
	}
	out.Product = product.ID
	if product.ID == tokens.ProductChatREST {
		chat := j.env.project().Chat
		out.Host, out.ExpectedHost = chat.Host, chatapi.SuggestHost(chat.AppKey)
	}
	return out
}

func (j *joins) focusOn(p place) {
	if j.focused.joins() {
		j.at(j.focused).focus(false)
	}
	if j.focused = p; p.joins() {
		j.at(p).focus(true)
		j.entered = j.at(p).value()
	}
}

// update hands a message to the field with the focus, and reports whether
// something changed.
func (j *joins) update(msg tea.Msg) bool {
	f := j.at(j.focused)
	if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "right" && j.offers() {
		j.fillAppID()
		return true
	}
	if !f.update(msg) {
		return false
	}
	if j.focused == atProduct {
		j.offerRoles()
	}
	return true
}

// chooses reports whether a choice has the focus, which takes no text.
func (j *joins) chooses() bool { return j.at(j.focused).input.Type == tokens.Choice }

// dropCertificate empties the field with the focus if an App Certificate stands
// in it, and reports whether one did.
func (j *joins) dropCertificate() bool {
	f := j.at(j.focused)
	if j.chooses() || !holdsCertificate(j.env, nil, f.value()) {
		return false
	}
	f.setValue("")
	if holdsCertificate(j.env, nil, j.entered) {
		j.entered = ""
	}
	return true
}

// offerRoles offers the roles of the product. One that it has, too, stays.
func (j *joins) offerRoles() {
	choices := []string{notKnown}
	if p := j.product(); p != nil {
		choices = append(choices, p.Roles...)
	}
	role := j.at(atRole)
	*role = newField(tokens.Input{Type: tokens.Choice, Choices: choices}, role.value())
}

// offers reports whether the empty field for the App ID has the focus, in which
// that of the active project can be taken.
func (j *joins) offers() bool {
	return j.focused == atAppID && j.at(atAppID).value() == "" && j.env.project().AppID != ""
}

func (j *joins) fillAppID() { j.at(atAppID).setValue(j.env.project().AppID) }

// setNames fills channel and user in, as far as they are known.
func (j *joins) setNames(channel, user string) {
	if channel != "" {
		j.at(atChannel).setValue(channel)
	}
	if user != "" {
		j.at(atUser).setValue(user)
	}
}

// takeBack swaps what the field with the focus holds with what it held when it
// got the focus.
func (j *joins) takeBack() {
	f := j.at(j.focused)
	now := f.value()
	f.setValue(j.entered)
	j.entered = now // once more is redo
	if j.focused == atProduct {
		j.offerRoles()
	}
}

// clear empties all fields, and reports whether one held something.
func (j *joins) clear() bool {
	held := j.values()
	for p := atAppID; p < atRole; p++ {
		j.at(p).setValue("")
	}
	j.at(atProduct).setValue(notKnown)
	j.offerRoles()
	j.at(atRole).setValue(notKnown)
	if held == j.values() {
		return false
	}
	j.before = held
	return true
}

// restore puts back what was emptied.
func (j *joins) restore() {
	for i, v := range j.before {
		j.fields[i].setValue(v)
		if place(i)+atProduct == atProduct {
			j.offerRoles()
		}
	}
}

func (j *joins) values() (all [joinFields]string) {
	for i := range j.fields {
		all[i] = j.fields[i].value()
	}
	return all
}
