"""Signing in and out, first use of a slip, and the account's own pages."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as library
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from allauth.mfa.base import views as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from binhyen.access import actions
from binhyen.access.models import Account
from binhyen.access.queries import oneself
from binhyen.web.frame.middleware import forget_second_factor, lacks_second_factor
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.signin import forms


class LoginView(library.LoginView):  # type: ignore[misc]
    template_name = "signin/login.html"
    form_class = forms.LoginForm


class LogoutView(library.LogoutView):  # type: ignore[misc]
    template_name = "signin/logout.html"


class InactiveView(library.AccountInactiveView):  # type: ignore[misc]
    template_name = "signin/inactive.html"


class SecondStepView(second_factor.AuthenticateView):  # type: ignore[misc]
    template_name = "signin/second_step.html"
    form_class = forms.AuthenticateForm


class PasswordChangeView(library.PasswordChangeView):  # type: ignore[misc]
    """Ends every other session, and says so."""

    template_name = "signin/password_change.html"
    form_class = forms.ChangePasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not cast(Account, request.user).has_usable_password():
            return redirect("own_account")
        response = ratelimit.consume_or_429(request, action="change_password", user=request.user)
        return cast(HttpResponseBase, response or super().dispatch(request, *args, **kwargs))

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        account = cast(Account, self.request.user)
        actions.record_password_change(by=oneself(account), account=account)
        say(self.request, _("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."))
        return response


class ConfirmByPasswordView(library.ReauthenticateView):  # type: ignore[misc]
    template_name = "signin/confirm.html"
    form_class = forms.ReauthenticateForm


class ConfirmByCodeView(second_factor.ReauthenticateView):  # type: ignore[misc]
    template_name = "signin/confirm.html"
    form_class = forms.ConfirmByCodeForm


class SetUpSecondFactorView(totp.ActivateTOTPView):  # type: ignore[misc]
    template_name = "signin/second_factor_set_up.html"
    form_class = forms.SetUpSecondFactorForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "secret_in_groups": _in_groups(context["form"].secret),
            "must": lacks_second_factor(self.request),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        account = cast(Account, self.request.user)
        actions.record_second_factor(by=oneself(account), account=account)
        # Password and code were both proven just now: the recovery codes may be shown without a third.
        record_authentication(self.request, account, "mfa", reauthenticated=True, type="totp")
        return response

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes")


def _in_groups(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


class RemoveSecondFactorView(totp.DeactivateTOTPView):  # type: ignore[misc]
    """Needed to change the phone: where a second factor is required, setting up the next one follows at once."""

    template_name = "signin/second_factor_remove.html"
    success_url = reverse_lazy("own_account")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        forget_second_factor(self.request)
        account = cast(Account, self.request.user)
        actions.record_second_factor_removed(by=oneself(account), account=account)
        return response


class RecoveryCodesView(recovery_codes.ViewRecoveryCodesView):  # type: ignore[misc]
    template_name = "signin/recovery_codes.html"


class NewRecoveryCodesView(recovery_codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "signin/recovery_codes_new.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        account = cast(Account, self.request.user)
        actions.record_recovery_codes(by=oneself(account), account=account)
        return response


class DownloadRecoveryCodesView(recovery_codes.DownloadRecoveryCodesView):  # type: ignore[misc]
    template_name = "signin/recovery_codes.txt"


@never_cache
@sensitive_post_parameters()
def activate(request: HttpRequest) -> HttpResponse:
    """First use: name and one-time code of the slip, a password, and on to the second factor."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.method != "POST":
        initial = {"username": request.GET.get("ten", "")}
        return render(request, "signin/activate.html", {"form": forms.ActivationForm(initial=initial)})
    if too_many := ratelimit.consume_or_429(request, action="activate"):
        return cast(HttpResponse, too_many)
    form = forms.ActivationForm(request.POST)
    if not form.is_valid():
        return render(request, "signin/activate.html", {"form": form})
    account = actions.activate(code=form.opened, password=form.cleaned_data["password1"])
    record_authentication(request, account, "password", username=account.username)
    return cast(HttpResponse, perform_login(request, account, redirect_url=reverse("home")))


def own_account(request: SignedInRequest) -> HttpResponse:
    """One's mandates, second factor, sessions and language."""
    factor = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).first()
    spare = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    return render(
        request,
        "signin/own_account.html",
        {
            "mandates": request.actor.mandates,
            "factor": factor,
            "spare_codes": len(spare.wrap().get_unused_codes()) if spare else 0,
            "factor_required": settings.DATA_FOLDER.second_factor_required,
            "languages": settings.LANGUAGES,
        },
    )


def second_factor_section(request: HttpRequest) -> HttpResponse:
    """The library's own overview is a section of one's account page here."""
    return redirect(f"{reverse('own_account')}#xac-thuc")


@require_POST
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    actions.end_other_sessions(by=request.actor, account=request.user)
    update_session_auth_hash(request, request.user)
    say(request, _("Các phiên đăng nhập khác đã kết thúc."))
    return redirect("own_account")


@require_POST
def own_language(request: SignedInRequest) -> HttpResponse:
    """Choose the language of the pages, on this machine and wherever one signs in next."""
    language = request.POST.get("language", "")
    response = redirect("own_account")
    if language in dict(settings.LANGUAGES):
        actions.set_language(by=request.actor, account=request.user, language=language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response
