/**
 * The stream of what changes while somebody looks at the page.
 *
 * The browser's EventSource reconnects by itself after a cut line, but gives up when the server answers with an error
 * (a restart behind a proxy): then a new one is made after 1, 2, 5 and 10 seconds, and at once when the network comes back. Whatever
 * happened in between is not replayed: `onResume` tells the page to fetch again, as it does when the server says `resync` (too much at once).
 */
/** One person's inbox changed. */
export type InboxEvent = {
  type: 'delivered' | 'recalled' | 'changed' | 'read'
  agentId: number
  /** Over all apps, after the change. */
  unread: number
}

const waits = [1000, 2000, 5000, 10000]

type Listener = {
  onInbox(event: InboxEvent): void
  /** Something may have been missed. */
  onResume(): void
  onConnected(connected: boolean): void
}

/** Listens until the returned function is called. */
export function listen({ onInbox, onResume, onConnected }: Listener): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let gap = false

  function open() {
    clearTimeout(timer)
    source?.close()
    source = new EventSource('/console/api/events')
    source.addEventListener('open', () => {
      failures = 0
      onConnected(true)
      if (gap) onResume()
      gap = false
    })
    source.addEventListener('inbox', event => onInbox(JSON.parse((event as MessageEvent<string>).data)))
    source.addEventListener('resync', onResume)
    source.addEventListener('error', () => {
      gap = true
      onConnected(false)
      if (source?.readyState !== EventSource.CLOSED) return
      timer = setTimeout(open, waits[Math.min(failures, waits.length - 1)])
      failures += 1
    })
  }

  const online = () => {
    if (source?.readyState !== EventSource.OPEN) open()
  }
  window.addEventListener('online', online)
  open()
  return () => {
    window.removeEventListener('online', online)
    clearTimeout(timer)
    source?.close()
  }
}
