package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"time"
)

// workbook is a file of SpreadsheetML (ECMA-376), as little of it as there has to
// be. A library that can do all of it adds 4.3 MB to the program, and reads files,
// which nobody asks for. Texts stand in their cells, not in a table of the file, so
// that nothing has to be kept until its end.
type workbook struct {
	zip    *zip.Writer
	zone   *time.Location
	sheet  *bufio.Writer // nil before the first table
	names  []string
	row    int
	broken error
}

// Styles of cells, as style.xml counts them.
const (
	styleTime = 1
	styleHead = 2
	styleText = 3 // the cell says itself that it is no formula, also when somebody edits it
)

const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const styles = head + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

func newWorkbook(w io.Writer, zone *time.Location) *workbook {
	return &workbook{zip: zip.NewWriter(w), zone: zone}
}

func (b *workbook) Table(name string, columns ...string) error {
	if err := b.end(); err != nil {
		return err
	}
	b.names = append(b.names, name)
	part, err := b.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(b.names)))
	if err != nil {
		return err
	}
	b.sheet, b.row = bufio.NewWriter(part), 0
	b.put(head + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
		`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
		`<sheetFormatPr defaultColWidth="20" defaultRowHeight="15"/><sheetData>`)
	b.begin()
	for _, c := range columns {
		b.text(c, styleHead)
	}
	b.put("</row>")
	return b.broken
}

func (b *workbook) Row(cells ...any) error {
	b.begin()
	for _, c := range cells {
		switch v := c.(type) {
		case nil:
			b.put("<c/>")
		case string:
			style := 0
			if formula(v) {
				style = styleText
			}
			b.text(v, style)
		case int:
			b.put("<c><v>" + strconv.Itoa(v) + "</v></c>")
		case float64:
			b.put("<c><v>" + strconv.FormatFloat(v, 'f', -1, 64) + "</v></c>")
		case time.Time:
			if v.IsZero() {
				b.put("<c/>")
				continue
			}
			b.put(fmt.Sprintf(`<c s="%d"><v>%s</v></c>`, styleTime, strconv.FormatFloat(serial(v.In(b.zone)), 'f', 6, 64)))
		default:
			return unknown(c)
		}
	}
	b.put("</row>")
	return b.broken
}

// serial is a time as spreadsheets count: days from the end of 1899 on, by the
// clock on the wall.
func serial(at time.Time) float64 {
	_, offset := at.Zone()
	return float64(at.Unix()+int64(offset))/86400 + 25569
}

func (b *workbook) begin() {
	b.row++
	b.put(`<row r="` + strconv.Itoa(b.row) + `">`)
}

func (b *workbook) text(v string, style int) {
	b.put(`<c s="` + strconv.Itoa(style) + `" t="inlineStr"><is><t xml:space="preserve">`)
	if b.broken == nil {
		b.broken = xml.EscapeText(b.sheet, []byte(v)) // what XML cannot hold becomes U+FFFD
	}
	b.put("</t></is></c>")
}

func (b *workbook) put(s string) {
	if b.broken == nil {
		_, b.broken = b.sheet.WriteString(s)
	}
}

// end of the table that is being written.
func (b *workbook) end() error {
	if b.sheet == nil {
		return nil
	}
	b.put("</sheetData></worksheet>")
	if b.broken == nil {
		b.broken = b.sheet.Flush()
	}
	return b.broken
}

func (b *workbook) Close() error {
	if err := b.end(); err != nil {
		return err
	}
	const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	types := head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>`
	book := head + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + relations + `"><sheets>`
	links := head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	for i, name := range b.names {
		n := strconv.Itoa(i + 1)
		types += `<Override PartName="/xl/worksheets/sheet` + n + `.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`
		book += `<sheet name="` + name + `" sheetId="` + n + `" r:id="rId` + n + `"/>` // names are ours: letters
		links += `<Relationship Id="rId` + n + `" Type="` + relations + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`
	}
	links += `<Relationship Id="rIdS" Type="` + relations + `/styles" Target="styles.xml"/></Relationships>`
	for _, part := range [][2]string{
		{"[Content_Types].xml", types + "</Types>"},
		{"_rels/.rels", head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", book + "</sheets></workbook>"},
		{"xl/_rels/workbook.xml.rels", links},
		{"xl/styles.xml", styles},
	} {
		w, err := b.zip.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			return err
		}
	}
	return b.zip.Close()
}
