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
 * Decides on many requests, one after the other, each on all windows of all its counters: the arithmetic of
 * `limit-windows.ts` over whole numbers. The time is Redis's own, so that no process's clock matters.
 *
 * KEYS: the epoch's key, the key of this process's last answer, then one key for every counter.
 * ARGV: the epoch; the question's number; milliseconds after which nobody waits, or ""; milliseconds that it is, or "" for
 * Redis's clock; and as JSON the questions `[cost, counter, perMinute, burst, perDay, perMonth, …]` with cost 0 to describe
 * and -1 for no quota, the seeds `[counter, askedAtMs, debt, asOf, minute, …]`, and what is given back
 * `[counter, cost, minute, day, month]`.
 *
 * The answer is the number, the time, a verdict for every question and the counters as they stood before, 64 bytes each.
 * Redis keeps it as the process's last answer, so that a question whose answer was lost can be asked again: it counts once.
 */
export const decisionScript = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return '${refusals.epochOver}' end
local number = tonumber(ARGV[2])
local answered = redis.call('GET', KEYS[2])
if answered then
  local last = struct.unpack('<d', answered)
  if last == number then return answered end
  if last > number then return '${refusals.outdated}' end
end

local now = tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
if ARGV[3] ~= '' and now > tonumber(ARGV[3]) then return '${refusals.late}' end

local floor = math.floor
local minute = floor(now / 60000)
local day = floor(now / 86400000)

local function firstDayOf(year)
  return (year - 1970) * 365 + floor((year - 1969) / 4) - floor((year - 1901) / 100) + floor((year - 1601) / 400)
end
local year = 1970 + floor(day / 366)
while firstDayOf(year + 1) <= day do year = year + 1 end
local dayOfYear = day - firstDayOf(year)
local february = firstDayOf(year + 1) - firstDayOf(year) - 337
local month = year * 12
for _, length in ipairs({31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}) do
  if dayOfYear < length then break end
  dayOfYear = dayOfYear - length
  month = month + 1
end

local request, stepBack, seedLife = 60000, 300000, 60000
local minuteTtl, dayTtl, monthTtl = 600000, 90000000, 2764800000
local layout = '<dddddddd'
local debts, asOfs, minutes, minuteCounts, days, dayCounts, months, monthCounts = {}, {}, {}, {}, {}, {}, {}, {}
-- Milliseconds that a counter which changed is kept from now on: longer than its windows.
local ttls = {}
local function place(i, debt, asOf, m, mc, d, dc, mo, moc)
  debts[i], asOfs[i], minutes[i], minuteCounts[i], days[i], dayCounts[i], months[i], monthCounts[i] =
    debt, asOf, m, mc, d, dc, mo, moc
end
local function packed(i)
  return struct.pack(layout, debts[i], asOfs[i], minutes[i], minuteCounts[i], days[i], dayCounts[i], months[i], monthCounts[i])
end

local counters = #KEYS - 2
local before = {}
-- Lua's stack holds fewer than 8,000 values.
for first = 1, counters, 4000 do
  local stored = redis.call('MGET', unpack(KEYS, first + 2, math.min(first + 4001, #KEYS)))
  for at, value in ipairs(stored) do
    if value then
      place(first + at - 1, struct.unpack(layout, value))
      before[first + at - 1] = value
    end
  end
end
-- What was read from the database long ago may be older than what Redis held meanwhile and let go.
for _, seed in ipairs(cjson.decode(ARGV[6])) do
  local i = seed[1]
  if not debts[i] and now - seed[2] <= seedLife then
    if seed[3] then
      place(i, seed[3], seed[4], seed[5], seed[6], seed[7], seed[8], seed[9], seed[10])
    else
      place(i, 0, now, minute, 0, day, 0, month, 0)
    end
    before[i] = packed(i)
    ttls[i] = minuteTtl
  end
end
for i = 1, counters do
  if not before[i] then before[i] = string.rep('\\0', 64) end
end
for _, back in ipairs(cjson.decode(ARGV[7])) do
  local i, cost = back[1], back[2]
  if debts[i] then
    if minutes[i] == back[3] then minuteCounts[i] = math.max(0, minuteCounts[i] - cost) end
    if days[i] == back[4] then dayCounts[i] = math.max(0, dayCounts[i] - cost) end
    if months[i] == back[5] then monthCounts[i] = math.max(0, monthCounts[i] - cost) end
    before[i] = packed(i)
    ttls[i] = monthTtl
  end
end

local verdicts = {}
for q, question in ipairs(cjson.decode(ARGV[5])) do
  local cost, last = question[1], #question
  local verdict = cost > 0 and 'P' or 'D'
  for at = 2, last, 5 do
    if not debts[question[at]] then verdict = '?' end
  end
  if verdict == 'P' then
    for at = 2, last, 5 do
      local i, perMinute, burst, perDay, perMonth =
        question[at], question[at + 1], question[at + 2], question[at + 3], question[at + 4]
      if asOfs[i] - now > stepBack then
        asOfs[i], minutes[i], days[i], months[i] = now, minute, day, month
      end
      if now > asOfs[i] then
        debts[i] = math.max(0, debts[i] - (now - asOfs[i]) * perMinute)
        asOfs[i] = now
      end
      local full = burst * request
      if debts[i] > full then debts[i] = full end
      if minute > minutes[i] then minutes[i], minuteCounts[i] = minute, 0 end
      if day > days[i] then days[i], dayCounts[i] = day, 0 end
      if month > months[i] then months[i], monthCounts[i] = month, 0 end
      if debts[i] + cost * request > full
        or minuteCounts[i] + cost > math.max(perMinute, burst)
        or (perDay >= 0 and dayCounts[i] + cost > perDay)
        or (perMonth >= 0 and monthCounts[i] + cost > perMonth) then
        verdict = 'N'
      end
      -- A slow bucket may take longer than its minute to be full again.
      local ttl = (perMonth >= 0 and monthTtl or perDay >= 0 and dayTtl or minuteTtl) + math.ceil(full / perMinute)
      if ttl > (ttls[i] or 0) then ttls[i] = ttl end
    end
    if verdict == 'P' then
      for at = 2, last, 5 do
        local i = question[at]
        debts[i] = debts[i] + cost * request
        minuteCounts[i] = minuteCounts[i] + cost
        dayCounts[i] = dayCounts[i] + cost
        monthCounts[i] = monthCounts[i] + cost
      end
    end
  end
  verdicts[q] = verdict
end

for i, ttl in pairs(ttls) do redis.call('SET', KEYS[i + 2], packed(i), 'PX', ttl) end
local answer = struct.pack('<dd', number, now) .. table.concat(verdicts) .. table.concat(before)
redis.call('SET', KEYS[2], answer, 'PX', minuteTtl)
return answer
`);
