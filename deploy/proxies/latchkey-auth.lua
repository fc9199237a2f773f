-- Asks Latchkey whether a request may pass: `http-request lua.latchkey <URL of /api/v1/forward-auth with its options>`.
-- For HAProxy 2.6 and newer. An error in Lua lets HAProxy go on, so the configuration denies what has no "allowed".

local limitMs = 2000

-- What the service learns about the caller.
local facts = {
  "organization", "key-id", "kind", "user", "scopes", "roles", "environment", "plan", "product", "customer", "external-id",
  "credits", "endpoint", "identity",
}

-- What a refused caller learns.
local reasons = {
  "content-type", "www-authenticate", "retry-after", "x-request-id",
  "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset",
}

local function first(headers, name)
  local values = headers and headers[name]
  return values and (values[0] or values[1])
end

-- Removes whatever a caller claims: all names that begin like Latchkey's own.
local function removeClaims(txn, headers)
  for name in pairs(headers) do
    if name:sub(1, 11) == "x-latchkey-" then txn.http:req_del_header(name) end
  end
end

-- Where callers put their keys: add the header that the product's keys_in names.
local places = { "authorization", "x-api-key" }
local carried = { "origin", table.unpack(places) }

-- Nothing of the request goes along but the credential, what was requested, and where it came from: its address and the
-- page's origin. Two credentials go as two: both are refused.
local function question(txn, url, headers)
  local asked = {
    ["x-forwarded-for"] = { txn.f:src() },
    ["x-forwarded-proto"] = { txn.f:ssl_fc() == 1 and "https" or "http" },
    ["x-original-method"] = { txn.f:method() },
    ["x-original-uri"] = { txn.f:pathq() },
  }
  for _, place in ipairs(carried) do
    if headers[place] then
      asked[place] = {}
      for _, value in pairs(headers[place]) do table.insert(asked[place], value) end
    end
  end
  return { url = url, headers = asked, timeout = limitMs }
end

local function refuse(txn, status, headers, body)
  local reply = txn:reply({ status = status })
  for name, value in pairs(headers) do reply:add_header(name, value) end
  reply:set_body(body)
  txn:done(reply)
end

core.register_action("latchkey", { "http-req" }, function(txn, url)
  local headers = txn.http:req_get_headers()
  removeClaims(txn, headers)
  local answer = core.httpclient():get(question(txn, url, headers))

  if answer.status == 200 then
    for _, name in ipairs(facts) do
      local value = first(answer.headers, "x-latchkey-" .. name)
      if value and value ~= "" then txn.http:req_set_header("X-Latchkey-" .. name, value) end
    end
    txn:set_var("txn.latchkey", "allowed")
  elseif answer.status == 401 or answer.status == 403 or answer.status == 429 then
    local told = {}
    for _, name in ipairs(reasons) do told[name] = first(answer.headers, name) end
    refuse(txn, answer.status, told, answer.body or "")
  end
  -- Any other answer, or none, is no decision.
end, 1)
