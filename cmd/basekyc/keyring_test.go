package main

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// The two ways to an account's keys show the same ones, in the same order.
func TestKeysOverTheAPIAndInTheDatabase(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := startSceneIn(t, data)
	me, err := s.client.Account(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("BASEKYC_DATA", data)
	api, database := keysAt{URL: s.URL, Key: s.Key, Mode: "test"}, keysAt{Account: me.ID}
	var of [2]string
	for i, at := range []keysAt{api, database} {
		if err := at.with(func(k keyring) error {
			if _, err := k.create(kyc.KeyOrder{Kind: kyc.SecretKey, Name: "reports", Permissions: []kyc.Permission{kyc.ReadSessions}, ExpiresAt: time.Now().Add(time.Hour)}); err != nil {
				return err
			}
			list, err := k.list()
			if err != nil {
				return err
			}
			of[i] = list[len(list)-1].ID
			next, err := k.roll(of[i], time.Minute)
			if err == nil && !strings.HasPrefix(next, "sk_test_") {
				err = errors.New("rolled to another mode")
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := api.with(func(k keyring) error { return k.revoke(of[0]) }); err != nil {
		t.Fatal(err)
	}
	var shown [2][]string
	for i, at := range []keysAt{api, database} {
		if err := at.with(func(k keyring) error {
			list, err := k.list()
			for j := range list {
				one := &list[j]
				shown[i] = append(shown[i], strings.Join([]string{one.ID, string(one.Kind), one.Hint, stateOf(one, time.Now()), one.Name, reach(one)}, " "))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(shown[0], shown[1]) || !strings.Contains(strings.Join(shown[0], "\n"), of[0]+" secret ") {
		t.Errorf("over the API\n%s\nin the database\n%s", strings.Join(shown[0], "\n"), strings.Join(shown[1], "\n"))
	}
}

func TestKeysAreOfOnePlace(t *testing.T) {
	never := func(keyring) error { t.Error("opened"); return nil }
	for want, c := range map[string]keysAt{
		"whose keys":       {Key: "sk_test_x"},
		"give one of them": {Account: "acc_1", URL: "http://127.0.0.1:1", Key: "sk_test_x"},
		"for the database": {URL: "http://127.0.0.1:1", Key: "sk_test_x", onDatabase: onDatabase{Config: "basekyc.yaml"}},
		"no secret key":    {URL: "http://127.0.0.1:1"},
		"not of live mode": {URL: "http://127.0.0.1:1", Key: "sk_test_x", Mode: "live"},
	} {
		if err := c.with(never); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "sk_test_x") {
			t.Errorf("%s: %v", want, err)
		}
	}
}
