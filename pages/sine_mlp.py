"""MLP sine fit: a small neural network learns a sine, epoch by epoch."""

from pages.ui.frame import open_page
from pages.views.network import NETWORK_PAGE

open_page(NETWORK_PAGE)
