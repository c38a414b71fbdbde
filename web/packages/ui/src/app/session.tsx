/**
 * Who is signed in. Every session reply, from whichever call, passes `accept`: the CSRF token and the server's clock are kept, and when the
 * person is another one than before, nothing that the former person read remains in memory.
 *
 * The sign-in page is a room of the workbench; the consoles lead there and back.
 */
import { client, Fault, keepToken, type Me, reply, type Session, status } from '@hobnail/api'
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { Navigate, useLocation } from 'react-router'
import { ZoneProvider } from '../Moment'
import { FaultNotice, Pending } from '../States'
import { keepServerTime } from '../time'

const key = ['session']

const who = (session: Session | undefined) => session?.person && `${session.person.corpId}/${session.person.userid}`

const ignore = () => {}

function accept(queries: QueryClient, session: Session): Session {
  keepToken(session.csrfToken)
  // Dev mode moves its clock; elsewhere the browser's will do.
  if (session.mode === 'dev') status().then(({ now_ms }) => keepServerTime(now_ms), ignore)
  if (who(queries.getQueryData<Session>(key)) !== who(session))
    queries.removeQueries({ predicate: ({ queryKey: [about] }) => about !== 'session' && about !== 'open' })
  return session
}

export function useSession() {
  const queries = useQueryClient()
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => accept(queries, await reply(client.GET('/console/api/session', { signal }))),
    staleTime: 60_000,
  })
}

/** A call that answers with a session: signing in, in whichever way. */
export function useSessionCall<Input>(call: (input: Input) => Promise<Session>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: call,
    onSuccess: session => {
      queries.setQueryData(key, accept(queries, session))
    },
  })
}

export const useCorpSwitch = () =>
  useSessionCall((corpId: string) => reply(client.POST('/console/api/session/corp', { body: { corpId } })))

export const useSignOut = () =>
  useMutation({
    mutationFn: () => reply(client.POST('/console/api/session/end', { body: {} })),
    // A new page: nothing that was read stays in memory.
    onSuccess: () => window.location.assign('/work/login'),
  })

/** A refused call may mean that the session ended, or that another tab signed in as somebody else. */
export function sessionMayHaveChanged(queries: QueryClient, error: unknown) {
  if (error instanceof Fault && (error.signedOut || error.code.startsWith('session.')))
    queries.invalidateQueries({ queryKey: key })
}

export type Signed = { person: Me; mode: Session['mode']; corps: NonNullable<Session['corps']> }
const Person = createContext<Signed | null>(null)

export function usePerson(): Signed {
  const signed = useContext(Person)
  if (!signed) throw new Error('usePerson outside RequireSession')
  return signed
}

const loginPath = '/work/login'

/** Where to sign in and come back to `next`. */
export const loginTo = (next: string) =>
  next === '/work' ? loginPath : `${loginPath}?next=${encodeURIComponent(next)}`

/** The same for somebody who is signed in, and not as the one who may. */
export const loginAgain = (next: string) => `${loginPath}?again=1&next=${encodeURIComponent(next)}`

/** Shows its children to somebody who is signed in, and leads everyone else to the sign-in page and back. */
export function RequireSession({ children }: { children: ReactNode }) {
  const session = useSession()
  const { pathname, search } = useLocation()
  if (session.isPending) return <Pending />
  if (!session.data) return <FaultNotice error={session.error} onRetry={() => session.refetch()} />
  const { person, mode, corps } = session.data
  if (!person) return <ToLogin next={pathname + search} />
  return (
    <ZoneProvider value={session.data.zone}>
      <Person key={who(session.data)} value={{ person, mode, corps: corps ?? [] }}>
        {children}
      </Person>
    </ZoneProvider>
  )
}

function ToLogin({ next }: { next: string }) {
  const inWorkbench = /^\/work(\/|$)/.test(next)
  useEffect(() => {
    if (!inWorkbench) window.location.replace(loginTo(next))
  }, [inWorkbench, next])
  return inWorkbench ? <Navigate to={loginTo(next)} replace /> : <Pending />
}
