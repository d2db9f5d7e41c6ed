package wire

import (
	"fmt"
	"strings"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Slots shows the slots of an account.
func Slots(h kyc.Hours, list []kyc.Slot) api.SlotList {
	out := api.SlotList{TimeZone: h.Zone, Data: make([]api.Slot, len(list))}
	for i, s := range list {
		out.Data[i] = api.Slot{StartsAt: s.Start, EndsAt: s.End, Free: s.Free}
	}
	return out
}

// OfferedSlots shows a customer the next slots with a free place.
func OfferedSlots(h kyc.Hours, list []kyc.Slot, offered bool, most int) api.OfferedSlots {
	out := api.OfferedSlots{Offered: offered, TimeZone: h.Zone, Data: []api.Slot{}}
	for _, s := range list {
		if offered && s.Free > 0 && len(out.Data) < most {
			out.Data = append(out.Data, api.Slot{StartsAt: s.Start, EndsAt: s.End, Free: s.Free})
		}
	}
	return out
}

// Hours shows when an account takes appointments.
func Hours(h kyc.Hours) api.Hours {
	out := api.Hours{TimeZone: h.Zone, Hours: make([]api.Opening, len(h.Open)), SlotMinutes: h.Minutes, Capacity: h.Capacity, Holidays: h.Holidays}
	for i, o := range h.Open {
		out.Hours[i] = api.Opening{Day: strings.ToLower(o.Day.String()), From: clock(o.From), To: clock(o.To)}
	}
	return out
}

// HoursOrder reads what an account sets. The door has checked days and times by
// their form.
func HoursOrder(h api.Hours) kyc.Hours {
	out := kyc.Hours{Zone: h.TimeZone, Minutes: h.SlotMinutes, Capacity: h.Capacity, Holidays: h.Holidays, Open: make([]kyc.Opening, len(h.Hours))}
	for i, o := range h.Hours {
		v := kyc.Opening{Day: -1, From: minutes(o.From), To: minutes(o.To)}
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(d.String(), o.Day) {
				v.Day = d
			}
		}
		out.Open[i] = v
	}
	return out
}

func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

func minutes(clock string) int {
	var h, m int
	if _, err := fmt.Sscanf(clock, "%d:%d", &h, &m); err != nil {
		return -1
	}
	return h*60 + m
}
