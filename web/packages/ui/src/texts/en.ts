import type { UiTexts } from './zh'

export const en: UiTexts = {
  copy: 'Copy',
  copied: 'Copied',
  retry: 'Try again',
  loading: 'Loading',
  offlineTitle: 'The server cannot be reached',
  offlineHint: 'Check the network, or try again in a moment.',
  faultTitle: 'Something went wrong',
  deniedTitle: 'You may not see this',
  deniedHint: 'Ask an administrator for access.',
  goneTitle: 'This is no longer here',
  goneHint: 'It may have been recalled or removed.',
  help: 'How to fix this',
  unread: count => `${count} unread`,
  places: { work: 'Workbench', console: 'Developer console', admin: 'Admin console' },
  nav: 'Main navigation',
  menu: 'Menu',
  closeMenu: 'Close the menu',
  closed: {
    title: place => `${place}: not open to you`,
    hint: (person, corp) =>
      `You are signed in as ${person} (${corp}). Ask an administrator of the organisation for access, or sign in as somebody else.`,
    signIn: 'Sign in as somebody else',
  },
  list: {
    more: 'Show more',
    back: 'Back to the list',
    close: 'Close',
    none: 'Nothing matches',
    clear: 'Clear the filters',
    pick: 'Choose an entry of the list to see it here.',
  },
}
