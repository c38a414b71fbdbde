/** The server's clock: what it shows, moving it on, setting it, stopping it. */
import { type ClockMove, clock, Fault, moveClock } from '@hobnail/api'
import { FaultNotice, keepServerTime, Pending, Pill, Section, useWords, useZone, zoned } from '@hobnail/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import styles from './Dev.module.css'
import { texts } from './texts'

const steps = { minute: 60_000, hour: 3_600_000, token: 7_200_000, day: 86_400_000 }

export function ClockTab() {
  const t = useWords(texts)
  const zone = useZone()
  const queries = useQueryClient()
  const key = ['open', 'clock']
  const state = useQuery({
    queryKey: key,
    queryFn: async () => ({ ...(await clock()), read: Date.now() }),
    refetchInterval: 10_000,
  })
  const move = useMutation({
    mutationFn: async (body: ClockMove) => ({ ...(await moveClock(body)), read: Date.now() }),
    onSuccess: moved => {
      keepServerTime(moved.now_ms)
      queries.setQueryData(key, moved)
    },
  })
  const [asked, setAsked] = useState('')
  const machine = useTick()
  if (state.isPending) return <Pending />
  if (!state.data) return <FaultNotice error={state.error} onRetry={() => state.refetch()} />
  const { now_ms, offset_ms, frozen, read } = state.data
  const now = frozen ? now_ms : now_ms + Math.max(0, machine - read)
  const offset = frozen ? now - machine : offset_ms
  const wanted = zoned(asked, zone)
  return (
    <div className={styles.paper}>
      <Section title={t.clock.now} hint={t.clock.hint}>
        <p className={styles.now} aria-live="off">
          <time dateTime={new Date(now).toISOString()}>{wallOf(now, zone)}</time>
          <Pill tone={frozen ? 'bad' : 'good'}>{frozen ? t.clock.frozen : t.clock.ticking}</Pill>
        </p>
        <p className={styles.offset}>
          {Math.abs(offset) < 1500
            ? t.clock.same
            : offset > 0
              ? t.clock.ahead(span(offset, t.clock))
              : t.clock.behind(span(-offset, t.clock))}
          <code>{now} ms</code>
        </p>
        {move.error && (
          <Alert
            type="error"
            role="alert"
            title={move.error instanceof Fault ? move.error.message : String(move.error)}
          />
        )}
      </Section>
      <Section title={t.clock.forward}>
        <div className={styles.buttons}>
          {(Object.keys(steps) as (keyof typeof steps)[]).map(step => (
            <Button key={step} disabled={move.isPending} onClick={() => move.mutate({ advance_ms: steps[step] })}>
              {t.clock.steps[step]}
            </Button>
          ))}
        </div>
      </Section>
      <Section title={t.clock.set}>
        <form
          className={styles.buttons}
          onSubmit={event => {
            event.preventDefault()
            if (wanted !== undefined) move.mutate({ set_ms: wanted })
          }}
        >
          <Input
            className={styles.moment}
            type="datetime-local"
            step={1}
            aria-label={t.clock.setTo}
            value={asked || wallOf(now, zone).replace(' ', 'T')}
            onChange={event => setAsked(event.target.value)}
          />
          <Button htmlType="submit" disabled={wanted === undefined || move.isPending}>
            {t.clock.set}
          </Button>
        </form>
        <div className={styles.buttons}>
          <Button disabled={move.isPending} onClick={() => move.mutate({ freeze: !frozen })}>
            {frozen ? t.clock.tick : t.clock.freeze}
          </Button>
          <Button disabled={move.isPending} onClick={() => move.mutate({ set_ms: Date.now(), freeze: false })}>
            {t.clock.today}
          </Button>
        </div>
      </Section>
    </div>
  )
}

function useTick(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** `2026-03-02 09:12:05` in the organisation's zone. */
function wallOf(ms: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(ms)
}

type Words = (typeof texts)['zh']['clock']

/** The largest two units of a span. */
function span(ms: number, words: Words): string {
  const seconds = Math.round(ms / 1000)
  const parts: [number, (n: number) => string][] = [
    [Math.floor(seconds / 86_400), words.days],
    [Math.floor((seconds % 86_400) / 3600), words.hours],
    [Math.floor((seconds % 3600) / 60), words.minutes],
    [seconds % 60, words.seconds],
  ]
  const first = parts.findIndex(([n]) => n > 0)
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, say]) => say(n))
    .join(' ')
}
