import { redisScript } from "@/lib/platform/redis-link";

/** What the script answers instead of decisions. */
export const refusals = {
  /** The epoch of these counters is over: Redis may have lost what was counted. */
  epochOver: "E",
  /** A later question of the same process was answered already. */
  outdated: "O",
  /** No caller waits for this answer any more; nothing was counted. */
  late: "L",
} as const;

/** Of one question: counted, denied, or not decided because a counter is not in Redis yet. `D` describes without counting. */
export type Verdict = "P" | "N" | "?" | "D";

/**
 * Bytes of one counter of a plan: debt, moment, counts of the minute, day and month that hold the moment; each a double. A
 * named window's are its moment and what each of its slices counted, the newest first.
 */
export const counterBytes = 40;

/**
 * Decides on many requests, one after the other, each on all windows of all its counters: the arithmetic of
 * `limit-windows.ts` over whole numbers. The time is Redis's own, so that no process's clock matters.
 *
 * KEYS: the epoch's key, the key of this process's last answer, then one key for every counter.
 *
 * ARGV begins with four texts:
 * 1. The epoch.
 * 2. The question's number.
 * 3. Milliseconds after which no one waits, or "".
 * 4. Milliseconds that it is, or "" for Redis's clock.
 *
 * Lists as JSON follow, of which "" stands for none:
 * 5. The questions `cost, how many counters, counter, limits, …` one after the other, with cost 0 to describe.
 * 6. The limits that they name by their place: `[perMinute, burst, perDay, perMonth]` with -1 for no quota. Those of a
 *    named window are `[0, limit]`.
 * 7. The seeds `[counter, askedAtMs, debt, asOf, minute's count, day's, month's]`. Those of a named window are
 *    `[counter, askedAtMs, asOf, count, …]`. Where nothing is stored they end after `askedAtMs`.
 * 8. What is given back: `[counter, cost, atMs]`.
 * 9. Of the counters of named windows `[counter, slice's milliseconds or 0 for months, slices]`.
 *
 * The answer is the number, the time, a verdict for every question and the counters as they stood before, `counterBytes`
 * each, of named windows as many as they need. Redis keeps it as the process's last answer. So a question whose answer was
 * lost can be asked again: it counts once.
 */
export const decisionScript = redisScript(`
local call, pack, unpack_struct, floor, max = redis.call, struct.pack, struct.unpack, math.floor, math.max
if call('GET', KEYS[1]) ~= ARGV[1] then return '${refusals.epochOver}' end
local number = tonumber(ARGV[2])
local answered = call('GET', KEYS[2])
if answered then
  local last = unpack_struct('<d', answered)
  if last == number then return answered end
  if last > number then return '${refusals.outdated}' end
end

local now = tonumber(ARGV[4])
if not now then
  local time = call('TIME')
  now = time[1] * 1000 + floor(time[2] / 1000)
end
if ARGV[3] ~= '' and now > tonumber(ARGV[3]) then return '${refusals.late}' end

-- When the minute, day and month that hold an instant began.
local function firstDayOf(year)
  return (year - 1970) * 365 + floor((year - 1969) / 4) - floor((year - 1901) / 100) + floor((year - 1601) / 400)
end
local function startOfMonth(at)
  local day = floor(at / 86400000)
  local year = 1970 + floor(day / 366)
  while firstDayOf(year + 1) <= day do year = year + 1 end
  local left = day - firstDayOf(year)
  local february = firstDayOf(year + 1) - firstDayOf(year) - 337
  for _, length in ipairs({31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}) do
    if left < length then break end
    left = left - length
  end
  return (day - left) * 86400000
end
local minuteStart, dayStart, monthStart = now - now % 60000, now - now % 86400000, startOfMonth(now)

local request, stepBack, seedLife = 60000, 300000, 60000
local minuteTtl, dayTtl, monthTtl = 600000, 90000000, 2764800000
local layout = '<ddddd'
local nothing8 = string.rep('\\0', 8)
local nothing = string.rep(nothing8, ${counterBytes / 8})

-- Packed: as they stood before, and as they stand; false where Redis has none. Of those that change, how long they are kept.
local before, state, kept = {}, {}, {}

-- Named windows: milliseconds of their slices and how many these are, by counter.
local sliceMs, slices = {}, {}
if ARGV[9] ~= '' then
  for _, span in ipairs(cjson.decode(ARGV[9])) do sliceMs[span[1]], slices[span[1]] = span[2], span[3] end
end
local function layoutOf(i) return '<d' .. string.rep('d', slices[i]) end
local function startOfSlice(i, at)
  if sliceMs[i] == 0 then return startOfMonth(at) end
  return at - at % sliceMs[i]
end
-- How many slices lie between the two that hold these instants; all, where it is more or they are of different months.
local function slicesBetween(i, from, to)
  local passed = startOfSlice(i, to) - startOfSlice(i, from)
  if passed == 0 then return 0 end
  if sliceMs[i] == 0 then return slices[i] end
  return math.min(slices[i], passed / sliceMs[i])
end
-- What a named window counted as it stands now: its moment, then by slice.
local function slicesNow(i)
  local own = {unpack_struct(layoutOf(i), state[i])}
  own[#own] = nil
  if own[1] - now > stepBack then own[1] = now end
  if own[1] < now then
    local passed = slicesBetween(i, own[1], now)
    own[1] = now
    if passed > 0 then
      for at = slices[i], 1, -1 do own[at + 1] = at > passed and own[at + 1 - passed] or 0 end
    end
  end
  return own
end
local function sliceTtl(i)
  -- What never begins anew is stored long before it is let go; each refill leaves one behind.
  if sliceMs[i] > 1e14 then return dayTtl end
  return (sliceMs[i] == 0 and monthTtl or slices[i] * sliceMs[i]) + minuteTtl
end

local counters = #KEYS - 2
-- Lua's stack holds fewer than 8,000 values.
for first = 3, #KEYS, 4000 do
  for at, value in ipairs(call('MGET', unpack(KEYS, first, math.min(first + 3999, #KEYS)))) do
    local i = first + at - 3
    before[i], state[i] = value or slices[i] and string.rep(nothing8, 1 + slices[i]) or nothing, value
  end
end
-- What was read from the database long ago may be older than what Redis held meanwhile and let go.
if ARGV[7] ~= '' then
  for _, seed in ipairs(cjson.decode(ARGV[7])) do
    local i = seed[1]
    if not state[i] and now - seed[2] <= seedLife then
      if slices[i] then
        local own = {seed[3] or now}
        for at = 1, slices[i] do own[at + 1] = seed[at + 3] or 0 end
        state[i] = pack(layoutOf(i), unpack(own))
      elseif seed[3] then
        state[i] = pack(layout, seed[3], seed[4], seed[5], seed[6], seed[7])
      else
        state[i] = pack(layout, 0, now, 0, 0, 0)
      end
      -- Until nothing of a named window counts any more: what corrects it may not find it read again meanwhile.
      before[i], kept[i] = state[i], slices[i] and sliceTtl(i) or minuteTtl
    end
  end
end
if ARGV[8] ~= '' then
  for _, back in ipairs(cjson.decode(ARGV[8])) do
    local i, cost, at = back[1], back[2], back[3]
    if state[i] and slices[i] then
      local own = {unpack_struct(layoutOf(i), state[i])}
      own[#own] = nil
      -- What was read from the database stands at the beginning of its slice.
      local age = startOfSlice(i, own[1]) >= startOfSlice(i, at) and slicesBetween(i, at, own[1]) or slices[i]
      if age < slices[i] then own[age + 2] = max(0, own[age + 2] - cost) end
      state[i] = pack(layoutOf(i), unpack(own))
      before[i], kept[i] = state[i], sliceTtl(i)
    elseif state[i] then
      local debt, asOf, minuteCount, dayCount, monthCount = unpack_struct(layout, state[i])
      if floor(asOf / 60000) == floor(at / 60000) then minuteCount = max(0, minuteCount - cost) end
      if floor(asOf / 86400000) == floor(at / 86400000) then dayCount = max(0, dayCount - cost) end
      if startOfMonth(asOf) == startOfMonth(at) then monthCount = max(0, monthCount - cost) end
      state[i] = pack(layout, debt, asOf, minuteCount, dayCount, monthCount)
      before[i], kept[i] = state[i], monthTtl
    end
  end
end

local perMinutes, fulls, mosts, perDays, perMonths, ttls = {}, {}, {}, {}, {}, {}
for l, limits in ipairs(cjson.decode(ARGV[6])) do
  local perMinute, burst, perDay, perMonth = limits[1], limits[2], limits[3], limits[4]
  if perMinute == 0 then
    mosts[l] = burst
  else
    perMinutes[l], fulls[l], mosts[l] = perMinute, burst * request, max(perMinute, burst)
    perDays[l], perMonths[l] = perDay < 0 and math.huge or perDay, perMonth < 0 and math.huge or perMonth
    -- Longer than its windows; a slow bucket may take longer than its minute to be full again.
    ttls[l] = (perMonth >= 0 and monthTtl or perDay >= 0 and dayTtl or minuteTtl) + math.ceil(burst * request / perMinute)
  end
end

-- A counter as it stands now under limits, and whether they have room for more.
local function advanced(i, l, cost)
  local debt, asOf, minuteCount, dayCount, monthCount = unpack_struct(layout, state[i])
  if asOf - now > stepBack then
    asOf = now
  elseif asOf < now then
    debt = max(0, debt - (now - asOf) * perMinutes[l])
    if asOf < minuteStart then
      minuteCount = 0
      if asOf < dayStart then
        dayCount = 0
        if asOf < monthStart then monthCount = 0 end
      end
    end
    asOf = now
  end
  local full = fulls[l]
  if debt > full then debt = full end
  local room = debt + cost * request <= full and minuteCount + cost <= mosts[l]
    and dayCount + cost <= perDays[l] and monthCount + cost <= perMonths[l]
  return room, debt, asOf, minuteCount, dayCount, monthCount
end

-- Brings a named window to now, counts where it is told to and has room, and says whether it has.
local function takeSlices(i, l, cost, counts)
  local own, used = slicesNow(i), 0
  for at = 2, #own do used = used + own[at] end
  local room = used + cost <= mosts[l]
  if room and counts then own[2] = own[2] + cost end
  state[i] = pack(layoutOf(i), unpack(own))
  kept[i] = sliceTtl(i)
  return room
end

local questions = cjson.decode(ARGV[5])
local verdicts, asked, at = {}, 0, 1
while questions[at] do
  local cost, from, to = questions[at], at + 2, at + 2 * questions[at + 1]
  at = to + 2
  local verdict = cost > 0 and 'P' or 'D'
  for b = from, to, 2 do
    if not state[questions[b]] then verdict = '?' end
  end
  if verdict == 'P' then
    for b = from, to, 2 do
      local i, l = questions[b], questions[b + 1]
      local room
      if slices[i] then
        room = takeSlices(i, l, cost, from == to)
      else
        local debt, asOf, minuteCount, dayCount, monthCount
        room, debt, asOf, minuteCount, dayCount, monthCount = advanced(i, l, cost)
        -- A question on one counter is the rule.
        local counts = room and from == to and cost or 0
        state[i] = pack(layout, debt + counts * request, asOf, minuteCount + counts, dayCount + counts, monthCount + counts)
        kept[i] = max(kept[i] or 0, ttls[l])
      end
      if not room then verdict = 'N' end
    end
    if verdict == 'P' and from < to then
      for b = from, to, 2 do
        local i = questions[b]
        if slices[i] then
          takeSlices(i, questions[b + 1], cost, true)
        else
          local debt, asOf, minuteCount, dayCount, monthCount = unpack_struct(layout, state[i])
          state[i] = pack(layout, debt + cost * request, asOf, minuteCount + cost, dayCount + cost, monthCount + cost)
        end
      end
    end
  end
  asked = asked + 1
  verdicts[asked] = verdict
end

-- A number costs Redis more than a text.
local texts = {}
for i, ttl in pairs(kept) do
  local text = texts[ttl]
  if not text then
    text = string.format('%.0f', ttl)
    texts[ttl] = text
  end
  call('SET', KEYS[i + 2], state[i], 'PX', text)
end
local answer = pack('<dd', number, now) .. table.concat(verdicts) .. table.concat(before)
call('SET', KEYS[2], answer, 'PX', '600000')
return answer
`);
