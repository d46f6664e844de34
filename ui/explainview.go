package ui

import (
	"slices"
	"strings"

	"atc/tokens"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

func (d *explain) view() frame {
	th := d.env.theme
	head, cursor := d.head()
	list, _ := d.menu.draw()
	if len(d.menu.items) == 0 {
		list = block(paragraph(th.dim, "nothing is near it", d.listed-paneWidth), d.listed-paneWidth, len(list))
	}
	_, height := d.room()
	shown, top := window(d.detail, d.top, height)
	detail := pane{title: d.detailTitle(), top: top, total: len(d.detail)}
	left := d.menu.pane(d.listTitle())
	lines := pane{title: d.title(), focused: true}.draw(th, head, d.width, explainHead)
	lines = append(lines, beside(
		left.draw(th, list, d.listed, height+paneHeight),
		detail.draw(th, shown, d.width-d.listed, height+paneHeight),
	)...)
	return frame{lines: lines, cursor: inPane(cursor)}
}

// explainLabel is the width of the labels of the fields.
const explainLabel = len("Code  ")

// head draws the fields: whose code it is, and the code.
func (d *explain) head() ([]string, *tea.Cursor) {
	th, width := d.env.theme, d.width-paneWidth-explainLabel
	choices, at := []string{"all SDKs"}, 0
	for i := range d.env.Catalog.SDKs {
		s := &d.env.Catalog.SDKs[i]
		choices = append(choices, s.Title)
		if s.ID == d.sdk {
			at = i + 1
		}
	}
	one := "‹" + choices[at] + "›"
	sdk := th.strong.Render(cut(one, width)) + th.dim.Render(cut("  tab: another", max(0, width-cells(one))))
	text, x := d.query.draw(th, max(1, width))
	if d.query.value() == "" {
		text = th.dim.Render(cut("110, -10005, TOKEN_EXPIRED, static key, or a line of a log", width))
	}
	return []string{
		th.label.Render(fit("SDK", explainLabel)) + sdk,
		th.title.Render(fit("Code", explainLabel)) + text,
	}, tea.NewCursor(explainLabel+x, 1)
}

func (d *explain) listTitle() string {
	switch {
	case d.listsSDKs():
		return "SDKs"
	case d.near:
		return "Near it"
	}
	return plural(len(d.found), "code")
}

func (d *explain) detailTitle() string {
	if e := d.chosen(); e != nil && !d.near {
		return e.SDK.Title
	}
	if d.near {
		return "Nothing found"
	}
	return "How it works"
}

// describe lays out what is said beside the list.
func (d *explain) describe() {
	width, _ := d.room()
	th := d.env.theme
	d.top = 0
	d.detail = nil
	switch e := d.chosen(); {
	case d.listsSDKs():
		d.detail = d.introduction(width)
	case d.near:
		d.detail = d.nothing(width)
		if e != nil {
			d.detail = append(append(d.detail, ""), paragraph(th.title, e.SDK.Title, width)...)
			d.detail = append(d.detail, d.explanation(e, width)...)
		}
	case e != nil:
		if n := d.meanings(); n > 1 {
			d.detail = append(paragraph(th.warn, "! "+d.asked(20)+" is a code of "+plural(n, "SDK")+": choose yours", width), "")
		}
		d.detail = append(d.detail, d.explanation(e, width)...)
	}
}

// meanings counts the SDKs in which what is asked is a code.
func (d *explain) meanings() int {
	n := 0
	for i, e := range d.found {
		if e.Exact && (i == 0 || d.found[i-1].SDK != e.SDK) {
			n++
		}
	}
	return n
}

// introduction says what to do first, and where the codes of the SDK in the
// list are met.
func (d *explain) introduction(width int) []string {
	th := d.env.theme
	lines := paragraph(th.text, "The SDKs use the same numbers for different things: 109 is a token that has ended in RTC, and one that will end in Chat.", width)
	lines = append(append(lines, ""), paragraph(th.text, "Type a number, a name or a part of it, or paste the line of a log: what it means stands here at once.", width)...)
	if i := d.menu.chosen(); i >= 0 {
		s := &d.env.Catalog.SDKs[i]
		lines = append(lines, "", th.title.Render(cut(s.Title, width)))
		lines = append(lines, paragraph(th.dim, plural(len(s.Codes), "code")+", met in: "+s.Where, width)...)
	}
	return lines
}

// nothing says that there is no such code, and what to try.
func (d *explain) nothing(width int) []string {
	th := d.env.theme
	where := "No SDK knows "
	if s := d.env.Catalog.SDK(d.sdk); s != nil {
		where = s.Title + " does not know "
	}
	lines := paragraph(th.warn, "! "+where+"“"+d.asked(width)+"”.", width)
	advice := "Try the number alone, a part of the name, or a word such as expired."
	if d.sdk != "" && len(d.env.Catalog.Explain("", d.query.value())) > 0 {
		advice = "Other SDKs do: tab goes to them."
	}
	return append(lines, paragraph(th.dim, advice, width)...)
}

// explanation says what a code means, what to do, and which findings cause it.
func (d *explain) explanation(e *tokens.Explanation, width int) []string {
	th := d.env.theme
	lines := paragraph(th.strong, e.Code.String(), width)
	if len(e.Code.Aliases) > 0 {
		lines = append(lines, paragraph(th.dim, "also "+strings.Join(e.Code.Aliases, ", "), width)...)
	}
	lines = append(append(lines, ""), paragraph(th.text, sentence(e.Code.Meaning), width)...)
	if e.Code.Unverified {
		lines = append(lines, paragraph(th.dim, "Unverified: no source of Agora's settles this.", width)...)
	}
	if e.Code.Advice != "" {
		lines = append(append(lines, ""), hang(th.label, "→ ", th.text, e.Code.Advice, width)...)
	}
	return append(append(lines, ""), d.causes(e, width)...)
}

// causes lists the findings that cause a code, as they are drawn of a token.
func (d *explain) causes(e *tokens.Explanation, width int) []string {
	th := d.env.theme
	if len(e.Causes) == 0 {
		return paragraph(th.dim, "No finding about a token causes it.", width)
	}
	const most = 12
	told, others := e.Causes, []*tokens.Rule(nil)
	if len(told) > most+1 {
		told, others = told[:most], told[most:]
	}
	var all tokens.Diagnosis
	for _, r := range told {
		all.Findings = append(all.Findings, tokens.Finding{Severity: r.Severity, Code: r.Code, Message: r.Title + " (" + string(r.Code) + ")", Advice: r.Advice})
	}
	lines := append([]string{th.title.Render(cut("Findings that cause it", width))}, findingLines(th, &all, nil, width)...)
	var codes []string
	for _, r := range others {
		if code := string(r.Code); !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	if len(codes) > 0 {
		lines = append(append(lines, ""), paragraph(th.dim, "others: "+strings.Join(codes, ", "), width)...)
	}
	return lines
}

// hang draws a text behind a front, under which its further lines leave a blank.
func hang(before lipgloss.Style, front string, st lipgloss.Style, text string, width int) []string {
	lines := wrap(text, max(1, width-cells(front)))
	for i, l := range lines {
		if i > 0 {
			front = blank(cells(front))
		}
		lines[i] = before.Render(front) + st.Render(l)
	}
	return lines
}
