/**
 * All operations in one script, for any number of keys. For each of them come what is asked, `operation lease retention`, and a fence,
 * or the name of a claim. A record is a text: state (`r` running, `f` failed or forgotten, `d` done), fence, attempt, end of the lease in
 * ms, name of the claim; a finished one has state and fence. A claim that finds its own name was sent twice: some clients do that by
 * themselves when a connection breaks, and the first answer is lost. Each write sets the expiry with the value. Fences are microseconds of
 * the server's clock: with milliseconds they could outrun it, and come again when their record was lost.
 * `%.0f`, because Lua writes large numbers with 14 digits.
 *
 * What fails for one key is that key's answer. Only a replica's refusal is an error of the whole call, because clients reconnect by it;
 * then nothing has been written. A new event costs one command, a completion two.
 */
export const SCRIPT = `local time = redis.call('TIME')
local now, micros, failed = time[1] * 1000 + time[2] / 1000
local function put(key, record, ms)
  local set = redis.pcall('SET', key, record, 'PX', ms)
  if not set.err then return 'yes' end
  if string.find(set.err, 'READONLY', 1, true) then failed = set end
  return 'error ' .. set.err
end
local asked = {}
local function parse(text)
  local op, lease, retain = string.match(text, '^(%l+) (%d+) (%d+)$')
  local til
  if op == 'claim' or op == 'extend' then
    micros = micros or string.format('%s%06d', time[1], time[2])
    til = string.format('%.0f', math.ceil(now + lease))
  end
  local ask = {op, lease, retain, til}
  asked[text] = ask
  return ask
end
local function step(key, ask, fence)
  local op, lease, retain, til = ask[1], ask[2], ask[3], ask[4]
  if op == 'claim' then
    local set = redis.pcall('SET', key, 'r' .. micros .. ' 1 ' .. til .. ' ' .. fence, 'PX', retain, 'NX')
    if set and not set.err then return 'claimed ' .. micros .. ' 1' end
  end
  local value = redis.pcall('GET', key)
  if op == 'complete' and value and not value.err and string.find(value, 'r' .. fence .. ' ', 1, true) == 1 then
    return put(key, 'd' .. fence, retain)
  end
  local state, held, attempt, ends, name = 'f', '0', 0, 0
  if value then
    if value.err then return 'error ' .. value.err end
    state, held, attempt, ends, name = string.match(value, '^([rfd])(%d+) ?(%d*) ?(%d*) ?(%w*)$')
    if not state then return 'unknown' end
    attempt, ends = tonumber(attempt) or 1, tonumber(ends) or 0
  end
  local running = state == 'r' and ends > now
  if op == 'claim' then
    if state == 'd' then return 'done' end
    if running and name == fence then return string.format('claimed %s %d', held, attempt) end
    if running then return string.format('running %.0f', math.floor(ends - now)) end
    local f = string.format('%.0f', math.max(held + 1, tonumber(micros)))
    local answer = put(key, string.format('r%s %d %s %s', f, attempt + 1, til, fence), retain)
    return answer == 'yes' and string.format('claimed %s %d', f, attempt + 1) or answer
  end
  if op == 'forget' then
    if not value or running or attempt == 0 then return 'no' end
    return put(key, 'f' .. held .. ' 0', retain)
  end
  if held ~= fence or attempt == 0 then return 'no' end
  if op == 'extend' then
    if state ~= 'r' then return 'no' end
    local left = redis.call('PTTL', key)
    return put(key, string.format('r%s %d %s', held, attempt, til), string.format('%.0f', math.max(left, lease + 1)))
  end
  if op == 'complete' then
    if state == 'f' then return 'no' end
    return put(key, 'd' .. held, retain)
  end
  if state == 'd' then return 'no' end
  return put(key, string.format('f%s %d', held, attempt), retain)
end
local answers = {}
for i, key in ipairs(KEYS) do
  local text = ARGV[2 * i - 1]
  answers[i] = step(key, asked[text] or parse(text), ARGV[2 * i])
  if failed then return failed end
end
return answers`;

/** By this the server knows it, once it has seen it. */
export const SHA1 = "77cf3766f9cbe9dbecf3661aa814376941b336aa";
