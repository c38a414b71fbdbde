/**
 * The inbox as the pages see it, and how it stays true.
 *
 * Lists come by query; the event stream says what changed. A delivery fetches only the newest page of the conversation that is loaded
 * and lays it over what is there (a burst costs one fetch); a recall or a change fetches the conversation again; a read does so only when it
 * was done elsewhere. After a gap in the stream everything that is on screen is fetched again. Reading is shown at once and told to the server in batches; when telling
 * fails, the server's truth is fetched back and the next look at the message tries again.
 */
import {
  client,
  Fault,
  type InboxApps,
  type InboxEvent,
  listen,
  type Message,
  type MessagePage,
  reply,
} from '@hobnail/api'
import { sessionMayHaveChanged } from '@hobnail/ui'
import {
  type InfiniteData,
  type QueryClient,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'

const pageSize = 30
const keys = {
  apps: ['inbox', 'apps'],
  messages: (agentId: number) => ['inbox', 'messages', agentId],
  message: (id: number) => ['inbox', 'message', id],
  anyMessage: ['inbox', 'message'],
}

type Pages = InfiniteData<MessagePage, number | undefined>

const appsQuery = queryOptions({
  queryKey: keys.apps,
  queryFn: ({ signal }) => reply(client.GET('/console/api/me/inbox/apps', { signal })),
})

export const useApps = () => useQuery(appsQuery)

const fetchPage = (agentId: number, after: number | undefined, signal?: AbortSignal) =>
  reply(
    client.GET('/console/api/me/inbox/messages', {
      params: { query: { agentId, limit: pageSize, ...(after === undefined ? {} : { after }) } },
      signal,
    }),
  )

export function useMessages(agentId: number) {
  return useInfiniteQuery({
    queryKey: keys.messages(agentId),
    queryFn: ({ pageParam, signal }) => fetchPage(agentId, pageParam, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: page => page.next ?? undefined,
    // Oldest first, as a conversation is read.
    select: data => data.pages.flatMap(page => page.items).reverse(),
  })
}

export function useMessage(agentId: number, id: number) {
  const queries = useQueryClient()
  return useQuery<Message>({
    queryKey: keys.message(id),
    queryFn: async ({ signal }) => {
      const { item } = await reply(client.GET('/console/api/me/inbox/message', { params: { query: { id } }, signal }))
      if (item.agentId !== agentId) throw new Fault(404, 'message.elsewhere', '')
      return item
    },
    placeholderData: () =>
      queries
        .getQueryData<Pages>(keys.messages(agentId))
        ?.pages.flatMap(page => page.items)
        .find(message => message.id === id),
  })
}

function showRead(queries: QueryClient, agentId: number, id: number) {
  const patched = (message: Message): Message => (message.id === id ? { ...message, state: 'read' } : message)
  queries.setQueryData<Pages>(
    keys.messages(agentId),
    data => data && { ...data, pages: data.pages.map(page => ({ ...page, items: page.items.map(patched) })) },
  )
}

/** The newest page laid over a loaded conversation; fetched anew when more arrived than one page holds. */
async function refreshNewest(queries: QueryClient, agentId: number) {
  const key = keys.messages(agentId)
  if (!queries.getQueryData<Pages>(key)) return
  const newest = await fetchPage(agentId, undefined).catch(() => undefined)
  const loaded = queries.getQueryData<Pages>(key)
  const first = loaded?.pages[0]
  if (!newest || !loaded || !first) return
  const known = new Set(loaded.pages.flatMap(page => page.items.map(item => item.id)))
  if (newest.next !== undefined && !newest.items.some(item => known.has(item.id))) {
    await queries.resetQueries({ queryKey: key })
    return
  }
  const fresh = newest.items.filter(item => !known.has(item.id))
  queries.setQueryData<Pages>(key, {
    ...loaded,
    pages: [{ ...first, items: [...fresh, ...first.items] }, ...loaded.pages.slice(1)],
  })
}

/** More unread messages are loaded than the server counts: somebody read them elsewhere. */
function unreadIsStale(queries: QueryClient, agentId: number): boolean {
  const loaded = queries.getQueryData<Pages>(keys.messages(agentId))?.pages.flatMap(page => page.items) ?? []
  const counted = queries.getQueryData<InboxApps>(keys.apps)?.items.find(app => app.agentId === agentId)?.unread ?? 0
  return loaded.filter(message => message.state === 'unread').length > counted
}

/** Keeps the inbox true while it is on the screen. Says whether the line to the server holds. */
export function useLiveInbox(onArrival: (agentId: number) => void): boolean {
  const queries = useQueryClient()
  const [connected, setConnected] = useState(true)
  const arrival = useRef(onArrival)
  useEffect(() => {
    arrival.current = onArrival
  })

  useEffect(() => {
    const changes = {
      delivered: new Set<number>(),
      recalled: new Set<number>(),
      changed: new Set<number>(),
      read: new Set<number>(),
    }
    let timer: ReturnType<typeof setTimeout> | undefined

    async function settle() {
      timer = undefined
      const [delivered, recalled, changed, read] = [
        [...changes.delivered],
        [...changes.recalled],
        [...changes.changed],
        [...changes.read],
      ]
      for (const agents of Object.values(changes)) agents.clear()
      for (const agentId of [...recalled, ...changed]) queries.invalidateQueries({ queryKey: keys.messages(agentId) })
      if (changed.length) queries.invalidateQueries({ queryKey: keys.anyMessage })
      if (recalled.length) queries.resetQueries({ queryKey: keys.anyMessage })
      for (const agentId of delivered) refreshNewest(queries, agentId)
      await queries.invalidateQueries({ queryKey: keys.apps })
      for (const agentId of delivered) arrival.current(agentId)
      for (const agentId of read)
        if (unreadIsStale(queries, agentId)) queries.invalidateQueries({ queryKey: keys.messages(agentId) })
    }

    function onInbox({ type, agentId }: InboxEvent) {
      changes[type].add(agentId)
      timer ??= setTimeout(settle, 120)
    }

    const stop = listen({
      onInbox,
      onResume: () => queries.invalidateQueries({ queryKey: ['inbox'] }),
      onConnected: now => {
        setConnected(now)
        // The stream's refusal does not say why; the session does.
        if (!now) queries.invalidateQueries({ queryKey: ['session'] })
      },
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [queries])

  return connected
}

// Message ids are unique over all persons, so these outlive the page that put them here.
const told = new Set<number>()
let waiting: number[] = []

/** Marks messages of one app as read: on the screen now, at the server within a moment. */
export function useMarkRead(agentId: number) {
  const queries = useQueryClient()
  return useCallback(
    (id: number) => {
      if (told.has(id)) return
      told.add(id)
      showRead(queries, agentId, id)
      queries.setQueryData<InboxApps>(keys.apps, apps => apps && lessUnread(apps, agentId))
      waiting.push(id)
      if (waiting.length === 1) setTimeout(() => tellRead(queries), 150)
    },
    [queries, agentId],
  )
}

async function tellRead(queries: QueryClient) {
  const ids = waiting
  waiting = []
  try {
    await reply(client.POST('/console/api/me/inbox/read', { body: { ids } }))
    queries.invalidateQueries({ queryKey: keys.apps })
  } catch (error) {
    // Not at once, or a message in view would be told again and again.
    setTimeout(() => {
      for (const id of ids) told.delete(id)
    }, 10_000)
    sessionMayHaveChanged(queries, error)
    queries.invalidateQueries({ queryKey: ['inbox'] })
  }
}

function lessUnread(apps: InboxApps, agentId: number): InboxApps {
  const app = apps.items.find(item => item.agentId === agentId)
  if (!app?.unread) return apps
  return {
    unread: Math.max(0, apps.unread - 1),
    items: apps.items.map(item => (item === app ? { ...item, unread: item.unread - 1 } : item)),
  }
}
