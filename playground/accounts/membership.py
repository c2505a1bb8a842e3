"""Who is a member: a person with an account whose e-mail address is confirmed."""

from allauth.account.models import EmailAddress

from playground.accounts.models import Owner, User


def is_member(owner: Owner | None) -> bool:
    """Return whether the owner has an account with a confirmed address; asks the database only for an account.

    Anybody can make up an address, so an account alone says nothing about who has it.
    """
    if owner is None or owner.user_id is None:
        return False
    return EmailAddress.objects.filter(user_id=owner.user_id, verified=True).exists()


def confirm_address(user: User) -> bool:
    """Confirm the address of an account as its owner would through a mail; return False where it was confirmed."""
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email)
    if address.verified:
        return False
    address.verified = True
    address.save(update_fields=["verified"])
    address.set_as_primary(conditional=True)
    return True
