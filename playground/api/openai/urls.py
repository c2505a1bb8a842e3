"""The paths of OpenAI's images API."""

from django.urls import URLPattern, path

from playground.api.openai import views

urlpatterns: list[URLPattern] = [
    path("v1/images/generations", views.generations),
    path("v1/images/edits", views.edits),
    path("v1/models", views.list_models),
    # The names of models contain slashes.
    path("v1/models/<path:model>", views.read_model),
]
