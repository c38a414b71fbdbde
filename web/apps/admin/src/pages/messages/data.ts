/** The calls behind the page. A task that is still on its way is looked at again every two seconds, the list every fifteen. */
import { type Answer, client, reply } from '@hobnail/api'
import { useKeyset } from '@hobnail/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

export type SentTask = Answer<'/console/api/admin/sent'>['items'][number]
export type SentDetail = Answer<'/console/api/admin/sent/task'>
export type SentPerson = Answer<'/console/api/admin/sent/people'>['items'][number]
export const states = ['read', 'unread', 'forbidden', 'invalid'] as const
export type PersonState = (typeof states)[number]

export const useTasks = (q: string, agentId: number | undefined) =>
  useKeyset<SentTask, number>(
    ['sent', 'list', q, agentId],
    (after, signal) =>
      reply(
        client.GET('/console/api/admin/sent', {
          params: { query: { limit: 30, ...(q && { q }), ...(agentId && { agentId }), ...(after && { after }) } },
          signal,
        }),
      ),
    15_000,
  )

const onItsWay = (detail: SentDetail | undefined) =>
  detail?.task.state === 'waiting' || detail?.task.state === 'sending'

export const useTask = (taskId: number) =>
  useQuery({
    queryKey: ['sent', 'task', taskId],
    queryFn: ({ signal }) =>
      reply(client.GET('/console/api/admin/sent/task', { params: { query: { taskId } }, signal })),
    refetchInterval: query => (onItsWay(query.state.data) ? 2_000 : 15_000),
  })

export const usePeople = (taskId: number, state: PersonState) =>
  useKeyset<SentPerson, string>(
    ['sent', 'people', taskId, state],
    (after, signal) =>
      reply(
        client.GET('/console/api/admin/sent/people', {
          params: { query: { taskId, state, limit: 50, ...(after && { after }) } },
          signal,
        }),
      ),
    15_000,
  )

export function useRecall(taskId: number) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => reply(client.POST('/console/api/admin/sent/recall', { body: { taskId } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sent'] }),
  })
}
