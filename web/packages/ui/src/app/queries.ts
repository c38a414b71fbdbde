/**
 * One cache for an app's reads.
 *
 * A key begins with what it is about. Keys that begin with `open` hold what does not depend on who is signed in; all others are forgotten
 * when another person takes over.
 */
import { Fault } from '@hobnail/api'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { sessionMayHaveChanged } from './session'

export function newQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: error => sessionMayHaveChanged(queries, error) }),
    mutationCache: new MutationCache({ onError: error => sessionMayHaveChanged(queries, error) }),
    defaultOptions: {
      queries: {
        staleTime: 20_000,
        // What the server refused it will refuse again; what did not arrive may arrive now.
        retry: (count, error) => count < 1 && error instanceof Fault && error.offline,
        retryDelay: 500,
      },
    },
  })
  return queries
}
