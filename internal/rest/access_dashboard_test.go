package rest_test

// What the dashboard's routes answer to the callers of access_test.go. A cookie
// is none of their credentials; dashboard_test.go comes with it.
func init() {
	nobody := []int{401, 401, 401, 401, 401, 401, 401, 401}
	same := func(status int) []int { return []int{status, status, status, status, status, status, status, status} }
	// A test key reaches neither the staff nor what live customers see.
	staff := func(status int) []int { return []int{401, 403, 403, status, 401, 401, 401, 401} }
	for route, want := range map[string][]int{
		"GET /v1/account":                                 {401, 403, 200, 200, 401, 401, 401, 401},
		"PATCH /v1/account":                               staff(200),
		"PUT /v1/hours":                                   staff(200),
		"PUT /v1/account/logo":                            staff(400), // no picture
		"DELETE /v1/account/logo":                         staff(200),
		"GET /v1/members":                                 staff(200),
		"GET /v1/members/{id}":                            staff(200),
		"PATCH /v1/members/{id}":                          staff(200),
		"DELETE /v1/members/{id}":                         staff(204),
		"DELETE /v1/members/{id}/second_factor":           staff(204),
		"GET /dashboard/sso":                              same(404), // there is none
		"GET /dashboard/sso/callback":                     same(404),
		"POST /dashboard/me/second_factor":                nobody,
		"POST /dashboard/me/second_factor/confirm":        nobody,
		"POST /dashboard/me/second_factor/disable":        nobody,
		"POST /dashboard/me/second_factor/recovery_codes": nobody,
		"POST /dashboard/passkeys/challenge":              same(200),
		"POST /dashboard/passkeys/login":                  same(401), // no question of ours
		"POST /dashboard/password/forgotten":              same(404), // no mail server
		"POST /dashboard/password/choose":                 same(404),
		"POST /dashboard/me/passkeys/challenge":           nobody,
		"POST /dashboard/me/passkeys":                     nobody,
		"PATCH /dashboard/me/passkeys/{id}":               nobody,
		"POST /dashboard/me/passkeys/{id}/remove":         nobody,
		"POST /v1/invitations":                            staff(201),
		"GET /v1/invitations":                             staff(200),
		"DELETE /v1/invitations/{id}":                     staff(204),
		"GET /v1/stats/sessions":                          {401, 403, 200, 200, 401, 401, 401, 401},
		"GET /v1/stats/calls":                             {401, 403, 200, 200, 401, 401, 401, 401},
		"GET /v1/stats/webhooks":                          {401, 403, 200, 200, 401, 401, 401, 401},
		"GET /brand/{account}/{sha256}":                   same(404), // no such logo
		"GET /dashboard/entrance":                         same(200),
		"POST /dashboard/login":                           same(401), // the password is wrong
		"POST /dashboard/signup":                          same(400), // the name is no name
		"POST /dashboard/invitations/read":                same(403), // no such code
		"POST /dashboard/invitations/accept":              same(403),
		"GET /dashboard/me":                               nobody,
		"POST /dashboard/logout":                          nobody,
		"POST /dashboard/password":                        nobody,
		"GET /dashboard/me/logins":                        nobody,
		"DELETE /dashboard/me/logins/{id}":                nobody,
	} {
		expected[route] = want
	}
	for route, body := range map[string]string{
		"PATCH /v1/account":                               `{"name":"Sunrise"}`,
		"PATCH /v1/members/{id}":                          `{"name":"Asha"}`,
		"POST /v1/invitations":                            `{"email":"guest@example.com","roles":["developer"]}`,
		"POST /dashboard/login":                           `{"email":"b@example.com","password":"wrong"}`,
		"POST /dashboard/signup":                          `{"account_name":"1","name":"Asha","email":"new@example.com","password":"a long password"}`,
		"POST /dashboard/invitations/read":                `{"code":"none"}`,
		"POST /dashboard/invitations/accept":              `{"code":"none","name":"Asha","password":"a long password"}`,
		"POST /dashboard/me/second_factor":                `{"password":"a"}`,
		"POST /dashboard/me/second_factor/confirm":        `{"code":"000000"}`,
		"POST /dashboard/me/second_factor/disable":        `{"password":"a"}`,
		"POST /dashboard/me/second_factor/recovery_codes": `{"password":"a"}`,
		"POST /dashboard/password/forgotten":              `{"email":"b@example.com"}`,
		"POST /dashboard/password/choose":                 `{"ticket":"none","new":"a long password"}`,
		"POST /dashboard/passkeys/challenge":              `{}`,
		"POST /dashboard/passkeys/login":                  `{"ticket":"none","credential":{}}`,
		"POST /dashboard/me/passkeys/challenge":           `{"password":"a"}`,
		"POST /dashboard/me/passkeys":                     `{"ticket":"none","credential":{},"name":"Telephone"}`,
		"PATCH /dashboard/me/passkeys/{id}":               `{"name":"Telephone"}`,
		"POST /dashboard/me/passkeys/{id}/remove":         `{"password":"a"}`,
		"POST /dashboard/password":                        `{"current":"a","new":"a long password"}`,
	} {
		bodies[route] = body
	}
}
