"""Whose figures a reader may see: supervisors their posts', as they are; analysts the network's, with small counts left out."""

from dataclasses import dataclass, replace

from consular.organisation.access import Viewer
from consular.organisation.models import Consulate


@dataclass(frozen=True)
class Scope:
    """`posts` are shown. `counted` are read: before anything leaves a post, every post is needed to see what would give what away."""

    posts: list[Consulate]
    counted: list[Consulate]
    asked: Consulate | None
    leaves_the_post: bool

    @property
    def code(self) -> str | None:
        return self.asked.code if self.asked else None

    def leaving(self) -> "Scope":
        """The same posts, as they are told outside of them."""
        return replace(self, counted=self.posts, asked=None, leaves_the_post=True)


def visible_posts(viewer: Viewer) -> list[Consulate]:
    posts = Consulate.objects.order_by("code")
    return list(posts if viewer.is_analyst else posts.filter(pk__in=viewer.supervisor_posts))


def scope_of(viewer: Viewer, posts: list[Consulate], code: str) -> Scope:
    """Raises LookupError for a post that does not exist, or that the viewer may not see: the answer must be the same."""
    asked = next((post for post in posts if post.code == code), None) if code else None
    if code and asked is None:
        raise LookupError(code)
    shown = [asked] if asked else posts
    is_own = bool(asked and asked.pk in viewer.supervisor_posts) or not viewer.is_analyst
    return Scope(shown, shown if is_own else posts, asked, leaves_the_post=not is_own)
