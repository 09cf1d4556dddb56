"""Names to invent people from. Any likeness to a real person is chance."""

_FIRST = """
Adaeze Agnieszka Aiko Ainhoa Aisha Alba Alessia Alina Alma Amara Amélie Ana Anaïs Andrea Aneta
Anjali Anna Anouk Antonia Ariane Astrid Aurélie Ayumi Beatriz Bianca Birgit Bogna Brigitte Camille
Carla Carmen Caterina Cecilia Chiara Chloé Clara Claire Daniela Daria Delphine Dina Dominika Dora
Eleni Elif Elina Elisa Elise Ella Emilia Emma Esra Estelle Eszter Eva Fatima Federica Fiona Flora
Francesca Freya Gabriela Giulia Greta Hana Hélène Helga Ida Ilaria Iman Inga Ingrid Irene Iris
Isabel Ivana Jana Jasmine Joana Johanna Judit Julia Julie Kamila Karin Katarzyna Katja Keiko
Kirsten Klara Kristina Lara Latifa Laura Leila Lena Léa Lina Lisbeth Lorena Louise Lucia Lucie
Ludmila Madalena Magda Maja Manon Mara Margaux Margit Maria Marie Marina Marta Mathilde Mei Melike
Mercedes Mila Milena Miriam Monika Nadia Naima Natalia Neha Nicole Nina Noemi Noor Nora Océane
Olga Olivia Oriane Paola Pauline Petra Pilar Priya Rachel Rania Raquel Rebecca Renata Rita Roberta
Rosa Rossella Ruth Sabine Salma Samira Sandra Sara Selin Silvia Simona Sofia Solène Sonia Stefania
Stella Susanne Svetlana Tamara Tatiana Teresa Thea Ulla Valentina Vanessa Vera Veronica Viktoria
Violeta Wanda Yasmin Yelena Ylva Yuki Zahra Zeynep Zoé Zuzana Alessandro Andreas Bastien Carlos
David Emre Federico Giorgio Henrik Ivan Jakub Kenji Luca Marco Nikos Olivier Paolo Rafael Stefan
Thomas Tomasz Victor
"""

_LAST = """
Abbasi Aguirre Albrecht Almeida Alonso Andersen Antonelli Arnaud Bakker Baptista Barbosa Baumann
Becker Bellini Benali Berger Bergström Bernard Bianchi Blanc Bogdan Bonnet Borges Brandt Bruno
Caruso Castro Chen Colombo Conti Correia Costa Cruz Dalgaard Demir Deschamps Díaz Dimitrova Dubois
Dupont Eklund Eriksen Esposito Fabre Falk Farkas Fernandes Fischer Fontaine Fournier Friis Fuchs
Gallo García Gauthier Georgiou Gerber Girard Gómez Grandjean Greco Gruber Gupta Haas Hansen
Hartmann Henriksen Hoffmann Horváth Huber Iversen Iyer Jansen Jiménez Johansson Joubert Kaplan
Keller Kim Kowalska Kraus Kumar Lambert Larsen Laurent Lefèvre Leroy Lindgren Lombardi López Lund
Marchand Mariani Marino Martins Mazur Meier Mendes Mercier Meyer Miller Molina Moreau Moretti
Moser Müller Nagy Nakamura Navarro Nielsen Nowak Oliveira Olsen Ortega Papadopoulou Patel Pereira
Perrin Petit Petrova Pinto Popescu Prieto Rahman Ramos Renaud Ricci Rinaldi Rizzo Rodrigues Romano
Rossi Roth Rousseau Ruiz Sala Santos Sato Schmid Schneider Serrano Silva Simonsen Singh Sørensen
Steiner Suzuki Svensson Szabó Tanaka Tavares Teixeira Torres Tóth Urban Valente Varga Vasquez
Vidal Vieira Vogel Wagner Weber Wolff Wójcik Yamada Yılmaz Zanetti Zeller Ziegler Zimmermann
"""

FIRST = _FIRST.split()
LAST = _LAST.split()

ABOUT = (
    "Magnets by day, choir by night. Ask me about cryogenics, or about going back to work "
    "after a long break.",
    "I write the software that nobody sees until it stops. Looking for people who like tea and "
    "type systems.",
    "New on site and still lost between buildings 30 and 32. Happy to meet over a coffee.",
    "Ten years of safety inspections, and not bored yet.",
    "I studied physics, stayed for the people. I visit schools every February.",
    "Procurement, contracts and a soft spot for detectors.",
    "Working on beam instrumentation; learning to say no to meetings.",
    "Doctoral student between two continents. I run in the mornings and translate on weekends.",
    "I look after the accelerators’ vacuum, which is to say: after nothing at all.",
    "Twenty years here. I would like to hand on what nobody told me at the start.",
)
