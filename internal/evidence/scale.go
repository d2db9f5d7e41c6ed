package evidence

// scale shows a number on its range with the thresholds that judged it. The
// first mark is where passing begins; a second one is where failing ends.
type scale struct {
	from, to float64
	value    float64
	marks    []mark
}

type mark struct {
	at   float64
	name string
}

// scale draws: number above, bar in the middle, thresholds below.
func (s *sheet) scale(sc scale) block {
	return func(x, y, w float64) float64 {
		const top, bar = 6.6, 2.2
		place := func(v float64) float64 {
			v = min(max(v, sc.from), sc.to)
			return x + (v-sc.from)/(sc.to-sc.from)*w
		}
		pass := sc.marks[0].at
		low := pass
		if len(sc.marks) > 1 {
			low = sc.marks[1].at
		}
		by := y + top
		const seam = 0.5
		zone := func(a, b float64, c colour) {
			if b > a {
				s.fill(place(a), by, place(b)-place(a)-seam, bar, c)
			}
		}
		zone(sc.from, low, colour{243, 208, 206})
		zone(low, pass, colour{250, 224, 170})
		zone(pass, sc.to+seam, colour{190, 224, 205})

		vx := place(sc.value)
		st := strong
		text := score(&sc.value)
		tw := s.width(text, st)
		s.put(min(max(vx-tw/2, x), x+w-tw), by-2.6, text, st)
		s.fill(vx-0.35, by-1.6, 0.7, bar+3.2, ink)

		// Names point away from each other, so that close thresholds stay legible.
		starts, ends := x+w, x
		for i, m := range sc.marks {
			mx := place(m.at) - seam/2
			s.fill(mx-0.1, by+bar, 0.2, 4.4, mute)
			name := m.name + " " + decimal(m.at)
			nx := mx + 1
			if i > 0 {
				nx = max(x, mx-1-s.width(name, label))
			}
			starts, ends = min(starts, nx), max(ends, nx+s.width(name, label))
			s.put(nx, by+bar+4.4, name, label)
		}
		from, to := decimal(sc.from), decimal(sc.to)
		if starts > x+s.width(from, label)+2 {
			s.put(x, by+bar+4.4, from, label)
		}
		if ends < x+w-s.width(to, label)-2 {
			s.put(x+w-s.width(to, label), by+bar+4.4, to, label)
		}
		return top + bar + 6.8
	}
}
