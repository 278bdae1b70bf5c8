/**
 * All operations in one script. A record is a text: state (`r` running, `f` failed or forgotten, `d` done), fence, attempt, end of the
 * lease in ms; a finished one has state and fence. Each write sets the expiry with the value. Fences are microseconds of the
 * server's clock: with milliseconds they could outrun it, and come again when their record was lost.
 * `%.0f`, because Lua writes large numbers with 14 digits.
 */
export const SCRIPT = `local op, fence, lease, retain = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local value = redis.call('GET', KEYS[1])
local state, held, attempt, ends = 'f', '0', 0, 0
if value then
  state, held, attempt, ends = string.match(value, '^([rfd])(%d+) ?(%d*) ?(%d*)$')
  if not state then return 'unknown' end
  attempt, ends = tonumber(attempt) or 1, tonumber(ends) or 0
end
local function put(record, ms)
  redis.call('SET', KEYS[1], record, 'PX', string.format('%.0f', math.min(ms, 4e15)))
  return 'yes'
end
local function run(f, a)
  local til = math.min(now + lease, 4e15)
  put(string.format('r%s %d %.0f', f, a, math.ceil(til)), math.max(lease + 1, retain))
end
local running = state == 'r' and ends > now
if op == 'claim' then
  if state == 'd' then return 'done' end
  if running then return string.format('running %.0f', math.floor(ends - now)) end
  local f = string.format('%.0f', math.max(held + 1, time[1] * 1000000 + time[2]))
  run(f, attempt + 1)
  return string.format('claimed %s %d', f, attempt + 1)
end
if op == 'forget' then
  if not value or running or attempt == 0 then return 'no' end
  return put('f' .. held .. ' 0', retain)
end
if held ~= fence or attempt == 0 then return 'no' end
if op == 'extend' then
  if state ~= 'r' then return 'no' end
  local left = redis.call('PTTL', KEYS[1])
  local til = math.min(now + lease, 4e15)
  return put(string.format('r%s %d %.0f', held, attempt, math.ceil(til)), math.max(left, lease + 1))
end
if op == 'complete' then
  if state == 'f' then return 'no' end
  return put('d' .. held, retain)
end
if state == 'd' then return 'no' end
return put(string.format('f%s %d', held, attempt), retain)`;

/** By this the server knows it, once it has seen it. */
export const SHA1 = "0fcc6fbd9b277a2b18a75372d758b8a3feaa036d";
