"""The paths of 1min.ai's API."""

from django.urls import URLPattern, path

from playground.api.onemin import views

urlpatterns: list[URLPattern] = [
    path("api/features", views.features),
    path("api/results/<str:id>", views.result),
    path("api/assets", views.assets),
    path("api/images/<str:name>", views.signed_picture, name="signed_picture"),
    path("models", views.models),
]
