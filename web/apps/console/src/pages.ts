/** The developer console's pages, in the order of its navigation. */
import type { PageGroup } from '@hobnail/ui'
import home from './pages/home/page'

export const groups: PageGroup[] = [{ pages: [home] }]
