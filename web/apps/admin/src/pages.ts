/** The admin console's pages, in the order of its navigation. */
import type { PageGroup } from '@hobnail/ui'
import home from './pages/home/page'
import messages from './pages/messages/page'

export const groups: PageGroup[] = [{ pages: [home] }, { title: { zh: '工作台', en: 'Workbench' }, pages: [messages] }]
