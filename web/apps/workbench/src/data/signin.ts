/** The two ways to sign in: as anybody in dev mode, with mobile number and password elsewhere. */
import { client, reply } from '@hobnail/api'
import { useSessionCall } from '@hobnail/ui'

export const usePick = () =>
  useSessionCall((body: { corpId: string; userid: string }) =>
    reply(client.POST('/console/api/session/pick', { body })),
  )

export const usePassword = () =>
  useSessionCall((body: { mobile: string; password: string }) =>
    reply(client.POST('/console/api/session/password', { body })),
  )
