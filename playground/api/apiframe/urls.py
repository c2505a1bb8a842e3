"""The paths of apiframe's API."""

from django.urls import URLPattern, path

from playground.api.apiframe import jobs, views

urlpatterns: list[URLPattern] = [
    path("v2/images/generate", views.generate),
    path("v2/uploads", views.uploads),
    path("v2/jobs", jobs.jobs),
    path("v2/jobs/<str:id>", jobs.job),
    path("v2/models", views.models),
    path("v2/me", views.me),
]
