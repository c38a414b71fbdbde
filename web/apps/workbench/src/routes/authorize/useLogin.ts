/**
 * One sign-in at an outside site: begun with the page's own address, looked after until somebody agrees or refuses, then carried
 * on to the site, by address or, in a frame, by a message to the origins that the app registered.
 */
import { client, Fault, reply } from '@hobnail/api'
import { useSession } from '@hobnail/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

const begin = (signal: AbortSignal) =>
  reply(
    client.POST('/console/api/login/begin', {
      body: { path: location.pathname, query: location.search.slice(1) },
      signal,
    }),
  )

export type Begun = Awaited<ReturnType<typeof begin>>
type State = 'waiting' | 'scanned' | 'agreed' | 'refused'
export type Progress = Awaited<ReturnType<typeof look>>

const look = (key: string, known: State | undefined, signal: AbortSignal) =>
  reply(client.POST('/console/api/login/look', { body: { key, known, waitMs: 20_000 }, signal }))

/** Tells the site; where the page stands alone it goes there. */
function leave(begun: Begun, { redirectUrl, loginTmpCode }: Progress) {
  const framed = window.parent !== window
  const tell = (message: unknown) => {
    for (const origin of begun.origins) window.parent.postMessage(message, origin)
  }
  if (loginTmpCode) {
    const goto = new URLSearchParams(location.search).get('goto') ?? ''
    const next = `${goto}${goto.includes('?') ? '&' : '?'}loginTmpCode=${encodeURIComponent(loginTmpCode)}`
    if (framed) tell(loginTmpCode)
    // Its address named another host, the platform's own; here it is this server.
    else location.assign(next.replace(/^https?:\/\/[^/]+/, ''))
  } else if (redirectUrl) {
    if (framed && begun.frame) tell({ success: true, redirectUrl })
    else location.assign(redirectUrl)
  }
}

export function useLogin() {
  const session = useSession()
  const [attempt, setAttempt] = useState(0)
  const [progress, setProgress] = useState<Progress>()
  const [expired, setExpired] = useState(false)
  const begun = useQuery({
    queryKey: ['open', 'login', attempt],
    queryFn: ({ signal }) => begin(signal),
    // The session's token belongs to what is written.
    enabled: !session.isPending,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })

  const finish = (next: Progress) => {
    setProgress(next)
    if (begun.data) leave(begun.data, next)
  }

  const key = begun.data?.key
  // biome-ignore lint/correctness/useExhaustiveDependencies: `finish` is of the sign-in that `key` names
  useEffect(() => {
    if (!key) return
    const ended = new AbortController()
    const watch = async () => {
      let known: Progress['state'] | undefined
      while (!ended.signal.aborted) {
        try {
          const next = await look(key, known, ended.signal)
          if (ended.signal.aborted) return
          known = next.state
          if (known === 'agreed' || known === 'refused') return finish(next)
          setProgress(next)
        } catch (error) {
          if (ended.signal.aborted) return
          if (error instanceof Fault && error.code === 'login.expired') return setExpired(true)
          await new Promise(resolve => setTimeout(resolve, 3000))
        }
      }
    }
    watch()
    return () => ended.abort()
  }, [key])

  const password = useMutation({
    mutationFn: (body: { mobile: string; password: string; otp?: string }) =>
      reply(client.POST('/console/api/login/password', { body: { key: key ?? '', ...body } })),
    onSuccess: finish,
  })
  const goOn = useMutation({
    mutationFn: () => reply(client.POST('/console/api/login/continue', { body: { key: key ?? '' } })),
    onSuccess: finish,
  })
  const again = () => {
    setExpired(false)
    setProgress(undefined)
    setAttempt(count => count + 1)
  }
  return { begun, progress, expired, again, password, goOn, dev: session.data?.mode === 'dev' }
}
