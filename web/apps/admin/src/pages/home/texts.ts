import { words } from '@hobnail/ui'

export const texts = words({
  zh: { organisation: '组织', rooms: '管理' },
  en: { organisation: 'Organisation', rooms: 'Manage' },
})
